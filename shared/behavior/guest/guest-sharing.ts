// `from('Page')`: the functions that another page shares. Its code runs anew in each program that takes from
// it, within that program's bounds, and sees what that program sees.
import type { SharedPages } from '../shared-code.ts'
import type { Builtins } from './builtins.ts'
import type { Delivered } from './guest-delivery.ts'
import type { Errors } from './guest-errors.ts'
import type { StrictObjects } from './guest-things.ts'

export type SharedCode = ReturnType<typeof makeSharedCode>

export function makeSharedCode(
  { apply, create, evaluate, hasOwn, stringify, table }: Builtins,
  errors: Errors,
  { strict }: StrictObjects,
  delivered: Delivered,
) {
  const taken = table<string, object>()
  /** The pages whose code is being run, the last at the end. */
  const running: string[] = []
  let pages: SharedPages = create(null)

  function start(given: SharedPages): void {
    pages = given
    taken.clear()
    running.length = 0
  }

  function from(name: unknown): object {
    if (typeof name !== 'string') throw errors.complaint(`Write the name of a page in quotes: from('Cards').`)
    const known = taken.get(name)
    if (known !== undefined) return known
    if (!hasOwn(pages, name))
      throw errors.complaint(
        `Write the name of the page in from(...) itself, in quotes, so that your program is started again when that page changes.`,
      )
    const page = pages[name]
    if (page === undefined || 'why' in page) throw errors.complaint(page?.why ?? '')
    for (let at = 0; at < running.length; at++)
      if (running[at] === name) throw errors.complaint(circle(name, at))
    running[running.length] = name
    try {
      const shared = strict(`what “${name}” shares`)(run(page.code, page.exports))
      taken.set(name, shared)
      delivered.undo(() => taken.delete(name))
      return shared
    } finally {
      running.length -= 1
    }
  }

  /** The code has the lines of its page. What it exports is read when all of it has run. */
  function run(code: string, exports: readonly string[]): object {
    let list = ''
    for (let at = 0; at < exports.length; at++) list += `${at === 0 ? '' : ','}${exports[at]}`
    const made: unknown = evaluate(`(function () {${code}\n;return {__proto__: null, ${list}}})`)
    const shared: unknown = typeof made === 'function' ? apply(made, undefined, []) : null
    return typeof shared === 'object' && shared !== null ? shared : create(null)
  }

  function circle(name: string, first: number): string {
    let way = ''
    for (let at = first; at < running.length; at++) way += `${stringify(running[at])} takes from `
    return `These pages take from each other in a circle: ${way}${stringify(name)}.`
  }

  return { start, from }
}
