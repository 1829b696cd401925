import { defineConfig } from "vite";

/** Builds the login page. Its URLs are relative to its own address: it is served below any gateway route. */
export default defineConfig({
  root: "web/login",
  base: "./",
  publicDir: false,
  logLevel: "warn",
  build: {
    outDir: "../../dist/web/login",
    emptyOutDir: true,
    target: "es2022",
    // The content security policy allows no inline scripts and styles; what is inlined elsewhere cannot be cached.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
});
