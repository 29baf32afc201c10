// Tells the nodes that were met before that this node's key has changed, since somebody else may have the old
// one. They would hear of it within minutes if they can ask for this node's card; sooner by this, and by this
// alone if they cannot.
import { z } from 'zod'
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { PeerDirectory } from './peer-directory.ts'
import type { PeerClient } from './peer-client.ts'
import type { NodeIdentity } from '../identity/node-identity.ts'
import { isKeyName } from '../identity/node-keys.ts'
import { Retries } from '../../time/retries.ts'

/**
 * How long it is tried, in ms; a node that has not heard by then asks for the card first, or comes without an
 * address.
 */
const TRIED_MS = 24 * 60 * 60_000

/** Under the node's name: which key it heard of. */
const Told = z.object({ kid: z.string() })

interface StolenKey {
  /** Tells all who have not heard yet; goes on until they have. */
  begin(): void
  stop(): void
}

export async function openStolenKey(options: {
  readonly tables: RecordTables
  readonly identity: NodeIdentity
  readonly book: PeerDirectory
  readonly caller: Pick<PeerClient, 'call'>
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  readonly onFault: (error: unknown) => void
}): Promise<StolenKey> {
  const { tables, identity, book, caller, clock, onFault } = options
  const table = await tables.table('told-key', Told)
  const tries = new Retries({ clock, onFault })

  /** Any signed request would do: a node that gets one by an unknown key looks at this node's card. */
  async function tell(node: NodeName, since: number): Promise<'done' | 'again'> {
    const isOver = clock.now() - since > TRIED_MS || book.recordOf(node) === null || !book.mayCome(node)
    if (isOver) return 'done'
    const { kid } = identity.keys().current
    const { status } = await caller.call(node, { method: 'POST', path: peersPath('key') })
    if (status !== 204) return 'again'
    await tables.change(() => [table.set(node, { kid })])
    return 'done'
  }

  return {
    begin() {
      const stolenAt = identity.stolenAt()
      if (stolenAt === null) return
      const { kid } = identity.keys().current
      const since = clock.now()
      for (const { node: text, metAt } of book.all()) {
        const node = parseNodeName(text)
        if (node === null || isKeyName(node) || metAt > stolenAt || table.get(node)?.kid === kid) continue
        void tries.begin(node, () => tell(node, since))
      }
    },
    stop: () => tries.stop(),
  }
}
