// Signs what another node is asked, and asks again where that node says what was missing. How it went is
// counted.
import type { NodeName } from '../../../shared/world/address.ts'
import { CARD_HEADER, PERSON_HEADER, PeerRefusal } from '../../../shared/wire/peers/peer-headers.ts'
import type { PeerPath } from '../../../shared/wire/peers/peer-path.ts'
import { cardOf } from '../identity/node-card.ts'
import type { NodeIdentity } from '../identity/node-identity.ts'
import { isKeyName } from '../identity/node-keys.ts'
import type { Signing } from '../identity/request-signing.ts'
import { PeerFault, peerFaultOf } from '../outward/faults.ts'
import { clockWords } from '../identity/validity-period.ts'
import { jsonOf } from './card-reading.ts'
import type { PeerDirectory } from './peer-directory.ts'

/** A request that did not count is signed anew: once for another run of the receiver, once with the card. */
const TRIES = 3
/** The status that says that the signature itself does not count, and so nothing of the request. */
const NOT_SIGNED = 401

/** The signed parts of a request. */
interface SignedFacts {
  readonly method: string
  readonly path: PeerPath
  readonly bytes: Uint8Array
  /** The person for whom it asks. */
  readonly voucher: string | undefined
}

/**
 * Asks with headers that sign it: `ask` returns a {@link refusalIn} the answer, or the result. Rejects with a
 * PeerFault.
 */
type SignedCall = <Result>(
  node: NodeName,
  facts: SignedFacts,
  ask: (headers: Readonly<Record<string, string>>) => Promise<Result | PeerRefusal>,
) => Promise<Result>

export function createSignedCalls({
  identity,
  signing,
  book: { figures },
  clock,
  confirm,
  onClock,
}: {
  readonly identity: NodeIdentity
  readonly signing: Signing
  readonly book: Pick<PeerDirectory, 'figures'>
  readonly clock: { now(): number }
  /** Reads a node's card: rejects with a PeerFault where it cannot be had, or where its keys are others. */
  readonly confirm: (node: NodeName) => Promise<unknown>
  /** A node does not take what is signed here, since the clocks differ. */
  readonly onClock: (node: NodeName) => void
}): SignedCall {
  async function headersFor(
    to: NodeName,
    { method, path, bytes, voucher }: SignedFacts,
    bringCard: boolean,
  ): Promise<Record<string, string>> {
    const card = bringCard ? Buffer.from(JSON.stringify(cardOf(identity, ''))).toString('base64url') : null
    return {
      authorization: await signing.sign({ to, method, path, body: bytes }),
      ...(voucher && { [PERSON_HEADER.toLowerCase()]: voucher }),
      ...(card && { [CARD_HEADER.toLowerCase()]: card }),
    }
  }

  return async (node, facts, ask) => {
    const isNameless = isKeyName(identity.name())
    let bringCard = false
    try {
      for (let tries = 1; ; tries++) {
        const since = clock.now()
        const came = await ask(await headersFor(node, facts, bringCard))
        const isClock = isPeerRefusal(came) && came.code === 'clock'
        if (!isClock) figures.heard(node, clock.now() - since)
        if (!isPeerRefusal(came)) return came
        // Nobody signed that: it may be another node by now, under the same name. Its card says so.
        if (came.code === 'run' && signing.isNewRun(node, came.run ?? null)) await confirm(node)
        // Another request may have learned it meanwhile.
        const isNewRun = came.code === 'run' && (signing.learn(node, came.run ?? null) || tries === 1)
        const isStranger: boolean = came.code === 'unknown' && isNameless && !bringCard
        if (tries === TRIES || (!isNewRun && !isStranger)) throw faultIn(node, came)
        bringCard ||= isStranger
      }
    } catch (error) {
      const fault = peerFaultOf(error, node, true)
      if (fault instanceof PeerFault) {
        figures.failed(node, fault)
        if (fault.kind === 'clock') onClock(node)
      }
      throw fault
    }
  }
}

/** The words of a node whose edge refused a request; null: it took it. */
export function refusalIn(status: number, body: Uint8Array): PeerRefusal | null {
  if (status !== NOT_SIGNED) return null
  const read = PeerRefusal.safeParse(jsonOf(body))
  return read.success ? read.data : null
}

/**
 * Why a node does not take what was signed, in its own words, in which “this node” is that one; over a bound
 * of its it will again.
 */
function faultIn(node: NodeName, { code, text, aheadS }: PeerRefusal): PeerFault {
  const words = `${node} says: ${text}`
  if (code === 'clock')
    return new PeerFault('clock', node, aheadS === undefined ? words : clockWords(node, aheadS))
  return new PeerFault(code === 'often' || code === 'busy' ? 'busy' : 'refused', node, words)
}

const isPeerRefusal = (came: unknown): came is PeerRefusal =>
  typeof came === 'object' && came !== null && 'code' in came && 'text' in came && !('status' in came)
