export { universalId } from "./names.ts";
export type { HashingOptions } from "./passwords.ts";
export { type SeedIdentity, seedFileSchema } from "./seed-file.ts";
export {
  type CodeResult,
  type CodeWindow,
  createUsers,
  type Identity,
  type Origin,
  type PasswordResult,
  type Users,
  type UsersLimits,
  type UsersOptions,
} from "./users.ts";
