import { z } from "zod";
import { localise } from "../localised.ts";

/** What a realm says about its people, where PingAM asks IDM: part of `realm.json`. */

const texts = (longest: number) => z.record(z.string().min(1).max(35), z.string().max(longest));
const attributeName = z.string().min(1).max(64);
const name = z.string().min(1).max(128);

const termsAndConditions = z.strictObject({
  version: z.string().min(1).max(64).meta({ description: "Whoever accepted another version is asked again." }),
  createDate: z.string().max(64).default("").meta({ description: "Date of this version, as clients show it." }),
  texts: texts(65_536)
    .refine((all) => Object.keys(all).length > 0, "needs a text")
    .meta({ description: "The terms by locale." }),
});

const securityQuestions = z
  .strictObject({
    questions: z
      .record(z.string().min(1).max(64), texts(256))
      .default({
        school: { en: "What was the name of your first school?" },
        job: { en: "In which town was your first job?" },
        teacher: { en: "Which teacher do you remember best?" },
      })
      .meta({ description: "Questions to choose from: id, then text by locale." }),
    minimumAnswersToDefine: z.int().min(1).max(10).default(2).meta({ description: "Questions that a user answers." }),
    minimumAnswersToVerify: z
      .int()
      .min(1)
      .max(10)
      .default(1)
      .meta({ description: "Questions that are asked to verify who it is; at most as many as were answered." }),
  })
  .refine(
    ({ minimumAnswersToDefine, minimumAnswersToVerify }) => minimumAnswersToVerify <= minimumAnswersToDefine,
    "asks for more answers than are given",
  )
  .prefault({});

const consent = z
  .strictObject({
    mappings: z
      .array(
        z.strictObject({
          name: name.meta({ description: "What the consent is kept under." }),
          displayName: z.string().max(256).default("").meta({ description: "With whom, as people are shown it." }),
          icon: z.string().max(2048).default("").meta({ description: "Name or address of a picture for it." }),
          accessLevel: z.string().max(256).default("").meta({ description: "What it may do, in words." }),
          fields: z.array(z.string().max(256)).max(64).default([]).meta({ description: "Which attributes it gets." }),
        }),
      )
      .max(32)
      .default([])
      .meta({ description: "With whom data is shared, and which." }),
  })
  .prefault({});

const attribute = z.strictObject({
  title: z.string().max(256).optional().meta({ description: "What the person is asked for." }),
  type: z.enum(["string", "number", "boolean"]).default("string").meta({ description: "Kind of the value." }),
});

const identity = z
  .strictObject({
    attributes: z
      .record(attributeName, attribute)
      .default({})
      .meta({ description: "Attributes that PingAM does not know, or that are to have another title or type." }),
    requiredAttributes: z
      .array(attributeName)
      .max(64)
      .default(["userName", "givenName", "sn", "mail"])
      .meta({ description: "Attributes without which Create Object creates nobody." }),
    profileAttributes: z
      .array(attributeName)
      .max(64)
      .default([
        ...["userName", "givenName", "sn", "mail", "description", "telephoneNumber"],
        ...["postalAddress", "address2", "city", "postalCode", "country", "stateProvince"],
      ])
      .meta({ description: "Attributes that make a profile complete." }),
  })
  .prefault({});

/** The parts of `realm.json` that the nodes of identity management read. */
export const identityPolicyShape = {
  termsAndConditions: termsAndConditions
    .optional()
    .meta({ description: "Terms that people accept. Without them a journey that asks for acceptance fails." }),
  securityQuestions: securityQuestions.meta({ description: "Questions that only the user can answer (KBA)." }),
  consent: consent.meta({ description: "What people are asked to agree to." }),
  identity: identity.meta({ description: "The attributes of people." }),
};

const policySchema = z.object(identityPolicyShape);

export type IdentityPolicy = z.output<typeof policySchema>;

/** The policy of a realm that says nothing. */
export const defaultIdentityPolicy: IdentityPolicy = policySchema.parse({});

export interface AttributeKind {
  readonly title: string;
  readonly type: "string" | "number" | "boolean";
}

const wellKnown: Readonly<Record<string, AttributeKind>> = {
  userName: { title: "Username", type: "string" },
  mail: { title: "Email Address", type: "string" },
  givenName: { title: "First Name", type: "string" },
  sn: { title: "Last Name", type: "string" },
  description: { title: "Description", type: "string" },
  telephoneNumber: { title: "Telephone Number", type: "string" },
  postalAddress: { title: "Address 1", type: "string" },
  address2: { title: "Address 2", type: "string" },
  city: { title: "City", type: "string" },
  postalCode: { title: "Postal Code", type: "string" },
  country: { title: "Country", type: "string" },
  stateProvince: { title: "State/Province", type: "string" },
  "preferences/updates": { title: "Send me news and updates", type: "boolean" },
  "preferences/marketing": { title: "Send me special offers and services", type: "boolean" },
};

/** How an attribute is asked for. */
export function attributeKind({ identity: { attributes } }: IdentityPolicy, name: string): AttributeKind {
  const known = Object.hasOwn(wellKnown, name) ? wellKnown[name] : undefined;
  const given = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return { title: given?.title ?? known?.title ?? name, type: given?.type ?? known?.type ?? "string" };
}

/** The text of a security question: a predefined one by its id, any other as it is. */
export function questionText(policy: IdentityPolicy, question: string, locales: readonly string[]): string {
  const { questions } = policy.securityQuestions;
  const translations = Object.hasOwn(questions, question) ? questions[question] : undefined;
  return translations === undefined ? question : localise(translations, locales);
}

/** The id of the predefined question that this text is, in any language; `null` for a question of one's own. */
export function questionId(policy: IdentityPolicy, text: string): string | null {
  const found = Object.entries(policy.securityQuestions.questions).find(
    ([id, translations]) => id === text || Object.values(translations).includes(text),
  );
  return found?.[0] ?? null;
}
