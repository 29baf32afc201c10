// Somebody of this node left for good, and nobody can speak for them any more. The nodes where they may hold
// something are told until they hear it: things of there go back by themselves.
import type { Ages } from '../../records/age-clock.ts'
import { z } from 'zod'
import { parseMemberId, parseNodeName, type MemberId, type NodeName } from '../../../shared/world/address.ts'
import {
  OF_MEMBER,
  type TableChange,
  type RecordTables,
  type RecordTable,
} from '../../records/record-tables.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { SILENT_MS } from './transfer-records.ts'
import type { RemoteHands } from './transfer-client.ts'
import { Retries } from '../../time/retries.ts'

/** That a node has not heard yet who left: under the member and the node. */
const Unheard = z.object({ since: z.number() })
type Unheard = z.infer<typeof Unheard>

interface LeavingOptions {
  /** Why a node was not told; it is tried again. */
  readonly onFault: (error: unknown) => void
  readonly tables: RecordTables
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  readonly ages: Pick<Ages, 'ageOf'>
  readonly remote: Pick<RemoteHands, 'left'>
}

export async function openLeaving(options: LeavingOptions): Promise<Leaving> {
  return new Leaving(options, await options.tables.table('left-unheard', Unheard, OF_MEMBER))
}

export class Leaving {
  readonly #options: LeavingOptions
  readonly #unheard: RecordTable<Unheard>
  readonly #tries: Retries

  constructor(options: LeavingOptions, unheard: RecordTable<Unheard>) {
    this.#options = options
    this.#unheard = unheard
    this.#tries = new Retries(options)
  }

  /** Goes on with notices that were not heard when this node ended. */
  resume(): void {
    for (const [key] of this.#unheard.entries()) this.#tell(key)
  }

  stop(): void {
    this.#tries.stop()
  }

  /** A node woke up. */
  awake(node: NodeName): void {
    this.#tries.hurry((key) => key.endsWith(` ${node}`))
  }

  /**
   * Notes that nodes are to be told, with `write`, which forgets what is kept of somebody; and tells them.
   */
  async begin(member: MemberId, nodes: Iterable<NodeName>, write: readonly TableChange[]): Promise<void> {
    const since = this.#options.clock.now()
    const keys = Array.from(nodes, (node) => `${member} ${node}`)
    await this.#options.tables.change([...write, ...keys.map((key) => this.#unheard.set(key, { since }))])
    for (const key of keys) this.#tell(key)
  }

  #tell(key: string): void {
    void this.#tries.begin(key, () => this.#tellOnce(key))
  }

  async #tellOnce(key: string): Promise<'done'> {
    const { tables, ages, remote } = this.#options
    const [of = '', name = ''] = key.split(' ')
    const [member, node] = [parseMemberId(of), parseNodeName(name)]
    const since = this.#unheard.get(key)?.since ?? 0
    // A node that was silent for so long is gone, and its lent things with it.
    const isGone = ages.ageOf(since) > SILENT_MS
    if (member !== null && node !== null && !isGone) await remote.left(node, member)
    await tables.change([this.#unheard.forget(key)])
    return 'done'
  }
}
