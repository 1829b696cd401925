import { z } from "zod";
import { node } from "../define.ts";
import { localise, localisedText } from "../localised.ts";
import { runPage } from "./run-page.ts";

const child = z.looseObject({ _id: z.string(), nodeType: z.string(), displayName: z.string().default("") });

const config = z.object({
  pageHeader: localisedText.meta({ title: "Page Header", description: "Heading of the page, by locale." }),
  pageDescription: localisedText.meta({ title: "Page Description", description: "Text under the heading, by locale." }),
  stage: z.string().optional().meta({ title: "Stage", description: "A name by which clients recognise this page." }),
  nodes: z.array(child).default([]).meta({
    title: "Nodes",
    description: "The nodes on the page, in order. Only the last may have more than one outcome.",
  }),
});

/** Shows the callbacks of several nodes on one page. */
export const pageNode = node({
  type: "PageNode",
  version: 1,
  title: "Page Node",
  tags: ["utilities"],
  config,
  outcomes: {},
  reads: [],
  writes: [],
  children: ({ nodes }) => nodes.map(({ _id }) => _id),
  async run(context) {
    const { pageHeader, pageDescription, stage, nodes } = context.config;
    const page = {
      header: localise(pageHeader, context.request.locales),
      description: localise(pageDescription, context.request.locales),
      ...(stage === undefined ? {} : { stage }),
    };
    return runPage(
      context,
      nodes.map(({ _id }) => _id),
      page,
    );
  },
});
