// The parts of JavaScript that the guest needs. They are taken before any program runs, so a program that
// overwrites Array.prototype or JSON hurts only itself. Each function in this folder is turned to source and
// runs inside the sandbox, so it uses nothing but its parameters and the language.
/* oxlint-disable typescript/unbound-method -- methods are taken off their prototypes on purpose: uncurry gives them an object */

export type Builtins = ReturnType<typeof takeBuiltins>

export function takeBuiltins() {
  const { apply, get, getPrototypeOf, deleteProperty } = Reflect
  const { call, bind } = Function.prototype
  const { parse, stringify } = JSON
  const { freeze, hasOwn, keys, create, defineProperty } = Object
  const { round, max, min } = Math
  const { isFinite, isInteger } = Number
  const NativeError = Error
  const NativeMap = Map
  const NativeProxy = Proxy
  const NativePromise = Promise
  const NativeWeakMap = WeakMap
  const inMap = Map.prototype
  const inWeakMap = WeakMap.prototype
  const mapMethods = {
    get: inMap.get,
    set: inMap.set,
    has: inMap.has,
    delete: inMap.delete,
    forEach: inMap.forEach,
    clear: inMap.clear,
  }
  const weakMethods = { get: inWeakMap.get, set: inWeakMap.set }
  const { assign } = Object

  // QuickJS calls this method for template literals, even after a program has replaced it.
  defineProperty(String.prototype, 'concat', { writable: false, configurable: false })
  // A program's own would be given the functions that are being run, also those in here.
  defineProperty(NativeError, 'prepareStackTrace', { value: undefined })

  /** A method as a function that takes the object first. */
  function uncurry<This, Given extends unknown[], Answer>(
    method: (this: This, ...given: Given) => Answer,
  ): (object: This, ...given: Given) => Answer {
    return apply(bind, call, [method])
  }

  /** A map that does not look at Map.prototype any more. */
  function table<Key, Value>(): Map<Key, Value> {
    return assign(new NativeMap<Key, Value>(), mapMethods)
  }

  /** Calls back with each of a list, which holds no undefined. */
  function each<One>(list: readonly One[], act: (one: One) => void): void {
    for (let at = 0; at < list.length; at++) {
      const one = list[at]
      if (one !== undefined) act(one)
    }
  }

  function isOneOf(name: string, names: readonly string[]): boolean {
    for (let at = 0; at < names.length; at++) if (names[at] === name) return true
    return false
  }

  function weakTable<Key extends object, Value>(): WeakMap<Key, Value> {
    return assign(new NativeWeakMap<Key, Value>(), weakMethods)
  }

  return {
    apply,
    get,
    getPrototypeOf,
    deleteProperty,
    parse,
    stringify,
    freeze,
    hasOwn,
    keys,
    create,
    defineProperty,
    round,
    max,
    min,
    isFinite,
    isInteger,
    isArray: Array.isArray,
    toText: String,
    NativeError,
    NativeProxy,
    NativePromise,
    objectPrototype: Object.prototype,
    // oxlint-disable-next-line no-eval -- of the sandbox, where this runs
    evaluate: eval,
    each,
    isOneOf,
    table,
    weakTable,
    whenDone: uncurry(Promise.prototype.then),
    slice: uncurry(String.prototype.slice),
    split: uncurry<string, [string], string[]>(String.prototype.split),
    lower: uncurry(String.prototype.toLowerCase),
    codeAt: uncurry(String.prototype.charCodeAt),
    wellFormed: uncurry(String.prototype.toWellFormed),
    isWellFormed: uncurry(String.prototype.isWellFormed),
    match: uncurry(RegExp.prototype.exec),
  }
}
