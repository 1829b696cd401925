/** Guest code. `org.forgerock.json.JsonValue`, as legacy scripts get it from nodeState. */
export const jsonValue = /* js */ `function (guest) {
  const { JavaSet, toJava } = guest;
  const expected = (what) => {
    throw new TypeError("JsonValue: expecting a " + what);
  };

  class JsonValue {
    #value;
    constructor(value) {
      this.#value = guest.plain(value);
    }
    #as(type, what) {
      if (this.#value === null) return null;
      return typeof this.#value === type ? this.#value : expected(what);
    }
    #whole() {
      const number = this.#as("number", "number");
      return number === null ? null : Math.trunc(number);
    }
    asString() {
      return this.#as("string", "string");
    }
    asBoolean() {
      return this.#as("boolean", "boolean");
    }
    asNumber() {
      return this.#as("number", "number");
    }
    asDouble() {
      return this.asNumber();
    }
    asInteger() {
      return this.#whole();
    }
    asLong() {
      return this.#whole();
    }
    asMap() {
      return this.isNull() || this.isMap() ? toJava(this.#value) : expected("map");
    }
    asList() {
      return this.isNull() || this.isList() ? toJava(this.#value) : expected("list");
    }
    isNull() {
      return this.#value === null;
    }
    isNotNull() {
      return this.#value !== null;
    }
    isString() {
      return typeof this.#value === "string";
    }
    isBoolean() {
      return typeof this.#value === "boolean";
    }
    isNumber() {
      return typeof this.#value === "number";
    }
    isMap() {
      return guest.isMap(this.#value);
    }
    isList() {
      return Array.isArray(this.#value);
    }
    isCollection() {
      return this.isList();
    }
    isDefined(key) {
      return typeof this.#value === "object" && this.#value !== null && Object.hasOwn(this.#value, key);
    }
    get(key) {
      return new JsonValue(this.isDefined(key) ? this.#value[key] : null);
    }
    keys() {
      return new JavaSet(this.isMap() ? Object.keys(this.#value) : []);
    }
    size() {
      return typeof this.#value === "object" && this.#value !== null ? Object.keys(this.#value).length : 0;
    }
    defaultTo(value) {
      return this.isNull() ? new JsonValue(value) : this;
    }
    required() {
      return this.isNull() ? expected("value") : this;
    }
    getObject() {
      return toJava(this.#value);
    }
    toString() {
      return guest.stringify(this.#value);
    }
    toJSON() {
      return this.#value;
    }
  }

  guest.JsonValue = JsonValue;
}`;
