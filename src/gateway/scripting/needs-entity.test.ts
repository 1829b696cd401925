import { describe, expect, it } from "vitest";
import { entityNeeds } from "./needs-entity.ts";

describe("entityNeeds", () => {
  it.each([
    ["next.handle(context, request)", false, false],
    ["def user = request.entity.json.user", true, false],
    ["def r = new Response(Status.OK); r.entity = 'no'", false, false],
    ["response.entity.json = [a: 1]", false, false],
    ["r.setEntity('x')", false, false],
    ["next.handle(context, request).then { response -> response.entity.string }", false, true],
    ["next.handle(context, request).then { r -> r.entity.string }", true, true],
    ["r.entity = request.entity.json.name", true, false],
    ["if (request.entity == null) { }", true, false],
    ["def e = request.getEntity()", true, false],
    ["request.form.user", true, false],
  ])("%j: request %s, response %s", (source, request, response) => {
    expect(entityNeeds(source)).toEqual({ request, response });
  });
});
