import type { GroovyCall } from "../../host-class.ts";
import { groovyError } from "../../thrown.ts";
import { arrayOf, type GroovySet, type GroovyValue, isGroovyObject, keyOf, setOf } from "../../values.ts";
import { itemsOf } from "../items.ts";
import { iteration } from "../iteration/table.ts";
import { valueClass } from "../language.ts";
import { collectionClass } from "./interfaces.ts";
import { iteratorClass } from "./iterator.ts";
import { endItem, itemAt } from "./reading.ts";

function changingSet(self: GroovySet): GroovySet["members"] {
  if (self.fixed) throw groovyError("UnsupportedOperationException");
  return self.members;
}

function membersOf({ members }: GroovySet, call: GroovyCall): readonly GroovyValue[] {
  call.work(members.size >> 4);
  call.charge(members.size >> 1);
  return [...members.values()];
}

function addTo(self: GroovySet, item: GroovyValue, call: GroovyCall): boolean {
  const key = keyOf(item, call);
  const members = changingSet(self);
  if (members.has(key)) return false;
  call.charge(1);
  members.set(key, item);
  return true;
}

export const setClass = valueClass<GroovySet>(
  {
    name: "java.util.LinkedHashSet",
    extends: [collectionClass],
    implements: ["java.util.Set", "java.util.HashSet"],
    methods: {
      ...iteration(),
      size: ({ members }) => members.size,
      isEmpty: ({ members }) => members.size === 0,
      contains: ({ members }, [wanted = null], call) => members.has(keyOf(wanted, call)),
      containsAll: ({ members }, [others = null], call) =>
        (itemsOf(others, call) ?? []).every((item) => members.has(keyOf(item, call))),
      add: (self, [item = null], call) => addTo(self, item, call),
      leftShift: (self, [item = null], call) => {
        addTo(self, item, call);
        return self;
      },
      addAll: (self, [others = null], call) => {
        const added = (itemsOf(others, call) ?? []).map((item) => addTo(self, item, call));
        return added.includes(true);
      },
      remove: (self, [item = null], call) => changingSet(self).delete(keyOf(item, call)),
      clear: (self) => {
        changingSet(self).clear();
        return null;
      },
      first: (self, _args, call) => endItem(membersOf(self, call), 0),
      last: (self, _args, call) => endItem(membersOf(self, call), -1),
      iterator: (self, _args, call) => iteratorClass.wrap({ items: membersOf(self, call), at: 0 }),
      intersect: ({ members }, [others = null], call) =>
        setOf(
          (itemsOf(others, call) ?? []).filter((item) => members.has(keyOf(item, call))),
          false,
          call,
        ),
      asImmutable: (self, _args, call) => setOf(membersOf(self, call), true, call),
      toArray: (self, _args, call) => arrayOf(membersOf(self, call)),
    },
    getAt: (self, key, call) => itemAt(membersOf(self, call), key, call),
    construct: ([from = null], call) => setOf(typeof from === "number" ? [] : (itemsOf(from, call) ?? []), false, call),
  },
  (value) => (isGroovyObject(value) && value.kind === "set" ? value : undefined),
);
