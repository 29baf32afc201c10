// Names to IP addresses, for requests to other nodes. Public names are looked up in the DNS itself, not by
// the system. That takes no thread (a name whose servers never answer would hold one of the four that files
// need, too), can be given up, and no search list or hosts file makes an inside name of an outside one. A
// home network has names that only the system knows (`attic.local`).
import { lookup as lookUpBySystem, Resolver } from 'node:dns/promises'
import { createKeyedSemaphore } from '../../time/keyed-semaphore.ts'

/**
 * All IP addresses of a name; none when nobody has it. Rejects when nobody can say right now. May go on after
 * the signal.
 */
export type NameLookup = (name: string, signal: AbortSignal) => Promise<readonly string[]>

/** One server of the DNS is waited for so long, in ms, so often: together less than a request may take. */
const DNS_WAIT_MS = 2_500
const DNS_TRIES = 2
/** Lookups by the system at once: half of the threads that files and passwords need, too. */
const SYSTEM_AT_ONCE = 2
const SYSTEM_WAITING_MAX = 100

/** Errors that say: there is no such name, or it has no such address. */
const NONE: ReadonlySet<string> = new Set(['ENODATA', 'ENOTFOUND', 'EBADNAME'])

/** Looks up in the DNS; `servers` instead of the system's, as `address:port`. */
export function createDnsLookup(servers?: readonly string[]): NameLookup {
  return async (name, signal) => {
    const resolver = new Resolver({ timeout: DNS_WAIT_MS, tries: DNS_TRIES })
    if (servers !== undefined) resolver.setServers(servers)
    const giveUp = () => resolver.cancel()
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      const answers = await Promise.allSettled([resolver.resolve6(name), resolver.resolve4(name)])
      signal.throwIfAborted()
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
      // Some servers answer for one kind of address only, and fail for the other.
      if (found.length > 0) return found
      for (const answer of answers) {
        if (answer.status === 'rejected' && !NONE.has(codeOf(answer.reason))) throw answer.reason
      }
      return []
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }
}

/** Looks up as any other program of this machine does. */
export function createSystemLookup(): NameLookup {
  const turns = createKeyedSemaphore({
    eachMax: SYSTEM_AT_ONCE,
    allMax: SYSTEM_AT_ONCE,
    waitingMax: SYSTEM_WAITING_MAX,
  })
  return async (name, signal) => {
    const done = await turns.take('system', signal)
    // It cannot be given up: its turn is over when it ends, not when nobody waits for it any more.
    try {
      return (await lookUpBySystem(name, { all: true })).map(({ address }) => address)
    } catch (error) {
      if (NONE.has(codeOf(error))) return []
      throw error
    } finally {
      done()
    }
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
