import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commonNames, makeCertificate } from "../../device/testing/certificates.ts";
import { readClientAuthorities } from "./client-authorities.ts";
import { loadDeployment } from "./load.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-authorities-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  const root = await makeCertificate({ subject: commonNames("Root"), ca: true });
  const other = await makeCertificate({ subject: commonNames("Other"), ca: true });
  const leaf = await makeCertificate({ subject: commonNames("leaf"), issuer: root });
  writeFileSync(join(folder, "two.pem"), `${root.certificate}\n${other.certificate}\n`);
  writeFileSync(join(folder, "leaf.pem"), leaf.certificate);
  writeFileSync(join(folder, "empty.pem"), "");
  writeFileSync(join(folder, "broken.pem"), root.certificate.replace(/M/g, "N"));
});

async function read(clientAuthorities?: readonly string[]) {
  writeFileSync(join(folder, "sallyport.json"), JSON.stringify({ trust: { clientAuthorities } }));
  return readClientAuthorities(await loadDeployment(folder, { workingDirectory: folder, environment: {} }));
}

describe("trust.clientAuthorities", () => {
  it("is absent, or names PEM files with one or more authorities", async () => {
    expect(await read()).toBeNull();
    expect((await read(["two.pem"]))?.map(({ subject }) => subject)).toEqual(["CN=Root", "CN=Other"]);
  });

  it.each(["none.pem", "empty.pem", "broken.pem", "leaf.pem"])(
    "names the file that is not usable: %s",
    async (file) => {
      const message = expect.stringContaining(`trust.clientAuthorities: ${file}`);
      await expect(read(["two.pem", file])).rejects.toMatchObject({ code: "app.client-authorities", message });
    },
  );
});
