// The scene of attacks on a node's requests to others: a trap inside, a hostile server outside, names, and
// nodes that are sent there. "Outside" is 127.0.0.2, by configuration; everything else of this machine is
// inside.
import { OutwardFault, type OutwardReason } from '../../../../server/peers/outward/faults.ts'
import {
  createOutward,
  type Outward,
  type OutwardOptions,
} from '../../../../server/peers/outward/outward-requests.ts'
import { openOutside, OUTSIDE, type Outside } from './outside.ts'
import { SCRIPTS } from './scripts.ts'
import { setTrap, type Trap } from './trap.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'

/** How long to wait where the other one is slow, in ms: enough to get there on a busy machine. */
export const HASTY_MS = 1_500
/** The time until a sender that is given up is dropped. */
export const LET_GO_MS = 30_000
/** The names that the hostile server can prove. */
const NAMES = ['evil.example', 'good.example', 'rebind.example', OUTSIDE]
/** Where the names of these tests lie. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  'evil.example': [OUTSIDE],
  'good.example': [OUTSIDE],
  'wrong.example': [OUTSIDE],
  'inside.example': ['127.0.0.1'],
  'inside6.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'both.example': [OUTSIDE, '127.0.0.1'],
  'behind.example': [OUTSIDE, '64:ff9b::7f00:1'],
  'zone.example': ['fe80::1%lo'],
  'zero.example': ['0.0.0.0'],
  'nonsense.example': ['localhost'],
  'nobody.example': [],
  localhost: ['127.0.0.1', '::1'],
}
const lookup = async (name: string): Promise<readonly string[]> => PLACES[name] ?? []

export interface Stage {
  readonly trap: Trap
  readonly outside: Outside
  /** A node to which 127.0.0.2 is outside; without options always the same one. */
  node(options?: Partial<OutwardOptions>): Outward
  /** An address outside. */
  at(path: string, host?: string): string
  close(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  const [trap, outside] = await Promise.all([setTrap(), openOutside(NAMES, SCRIPTS)])
  const node = (options: Partial<OutwardOptions> = {}) =>
    createOutward({
      clock: systemClock,
      allowPrivate: [OUTSIDE],
      lookup,
      authorities: [outside.authority],
      ...options,
    })
  const usual = node()
  return {
    trap,
    outside,
    node: (options) => (options === undefined ? usual : node(options)),
    at: (path, host = 'evil.example') => `https://${host}:${outside.port}/${path}`,
    close: async () => void (await Promise.all([trap.close(), outside.close()])),
  }
}

/** How a request ended: `fine`, or the reason of its failure. */
export async function endOf(asked: Promise<unknown>): Promise<OutwardReason | 'fine'> {
  try {
    await asked
    return 'fine'
  } catch (error) {
    if (!(error instanceof OutwardFault)) throw error
    return error.reason
  }
}

export const sentenceOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'fine',
    (error: unknown) => (error instanceof OutwardFault ? error.message : String(error)),
  )
