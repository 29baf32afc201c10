// Objects that programs are given, such as an event or a page: read-only, and an error where a name is read
// that they do not have.
import type { Builtins } from './builtins.ts'
import type { Errors } from './guest-errors.ts'

export type StrictObjects = ReturnType<typeof makeStrictObjects>

export function makeStrictObjects({ NativeProxy, get, hasOwn, keys }: Builtins, errors: Errors) {
  /** Names that the language itself looks for. */
  function isSilent(name: string): boolean {
    return (
      name === 'then' ||
      name === 'toJSON' ||
      name === 'constructor' ||
      name === 'valueOf' ||
      name === 'toString'
    )
  }

  /**
   * Makes objects of a kind, which say so when a name is read that they do not have. `onRead`: one that they
   * have is read.
   */
  function strict(what: string, onRead?: () => void): (object: object) => object {
    const refuse = (): never => {
      throw errors.complaint(`Nothing can be written to ${what}.`)
    }
    const traps: ProxyHandler<object> = {
      get(target, name) {
        if (typeof name === 'symbol') return get(target, name)
        if (hasOwn(target, name)) {
          onRead?.()
          return get(target, name)
        }
        if (isSilent(name)) return undefined
        throw errors.unknownName('property', name, keys(target), ` of ${what}`)
      },
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
      setPrototypeOf: refuse,
      preventExtensions: refuse,
    }
    return (object) => new NativeProxy(object, traps)
  }

  return { strict, isSilent }
}
