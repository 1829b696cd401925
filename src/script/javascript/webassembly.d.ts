/** The part of the WebAssembly API that the sandbox uses; Node's types do not describe it. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
  }
  class Module {
    private readonly opaque: undefined;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
