// Things that go through a portal to a world of another node by themselves. In each of these worlds they come
// from somebody: the owner of the world that they leave. They go where anybody may act, as on this node. That
// is asked before they leave, so that most of those that cannot go stay.
import type { TransferAnswer } from '../../../shared/wire/peers/transfer-bodies.ts'
import {
  foreignPartsOf,
  type Address,
  type ArtifactId,
  type NodeName,
} from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { TokenBuckets } from '../../../shared/time/token-bucket.ts'
import { askRightAlone } from '../lines/right-request.ts'
import type { PeerClient } from '../known/peer-client.ts'
import { PeerFault } from '../outward/faults.ts'
import type { TransferSender } from './transfer-sender.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/**
 * How long the other node may take to say whether it may come, in ms; and then to take it in: a slower one is
 * on its way.
 */
const ASK_MS = 4_000
const WAIT_MS = 5_000
/** Things that leave one world by themselves: more than a visitor would see pass, and no flood. */
const GOING = { perSecond: 0.5, atOnce: 10 }

const NOBODYS = 'Only things from worlds that have an owner can go to other nodes.'
const NOT_ALONE = 'That world does not accept things that arrive by themselves.'
const TOO_MUCH = 'Too much went from here to other nodes. Wait a while in between.'

interface PortalTransfer {
  readonly from: WorldRecord
  readonly thing: ArtifactId
  readonly to: Address
}

interface PortalTransferOptions {
  readonly sending: Pick<TransferSender, 'giveAlone'>
  readonly caller: Pick<PeerClient, 'call'>
  readonly self: () => NodeName
  readonly mayCome: (node: NodeName) => boolean
  readonly clock: Pick<ServerClock, 'now' | 'after'>
}

export class PortalTransfers {
  readonly #options: PortalTransferOptions
  readonly #buckets: TokenBuckets<WorldKey>

  constructor(options: PortalTransferOptions) {
    this.#options = options
    this.#buckets = new TokenBuckets(GOING, () => options.clock.now())
  }

  /** Answers why it stays; null: it is there, or on its way. */
  async go({ from, thing, to }: PortalTransfer): Promise<string | null> {
    const { caller, mayCome, sending, self, clock } = this.#options
    const place = foreignPartsOf(to)
    const by = from.owner
    if (place === null || by === null) return NOBODYS
    const { node } = place
    if (!mayCome(node)) return `This node is not connected to ${node}.`
    if (!this.#buckets.take(from.key)) return TOO_MUCH
    try {
      if (!atLeast(await askRightAlone(caller, place, by, ASK_MS), 'act')) return NOT_ALONE
    } catch (error) {
      if (error instanceof PeerFault) return error.message
      throw error
    }
    const came = Promise.withResolvers<TransferAnswer>()
    const told = nameAsSeenFrom(to, self(), node)
    const refused = await sending.giveAlone({ thing, world: from, by, node, to, told }, came.resolve)
    if (refused !== null) return refused.why
    const answer = await withinTime(clock, WAIT_MS, came.promise, null)
    return answer?.state === 'refused' ? answer.why : null
  }
}
