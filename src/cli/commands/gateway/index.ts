import { Command } from "commander";
import { nginxCommand } from "./nginx.ts";

/** `sallyport gateway`: what stands around the gateway of a deployment. */
export function gatewayCommand(): Command {
  return new Command("gateway")
    .description("Prepare what stands in front of a deployment's gateway.")
    .addCommand(nginxCommand());
}
