// This node's things that people of other nodes hold: each is shown in its holder's hand while they are here,
// and lent to them when they carry it off, until it is called back.
import type { HeldLink } from '../../../shared/play/crossings/cargo.ts'
import { LENT_MAX, type Claimed } from '../../../shared/wire/peers/transfer-bodies.ts'
import {
  parseArtifactId,
  type AccountName,
  type MemberId,
  type NodeName,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { HandoverRefusal, ThingHandover } from '../../contracts/thing-handover.ts'
import type { HeldTransfers } from './held-transfers.ts'
import type { TransferSender } from './transfer-sender.ts'

const WAKING: HandoverRefusal = { why: 'The world where they are is just waking up.', isPassing: true }

export interface VisitorLoanOptions {
  /** Those who know the worlds of this node. */
  readonly handing: ThingHandover
  /** Of which other node somebody is; null: of none. */
  readonly nodeOf: (member: MemberId) => NodeName | null
  /** A person of another node as a member here, by their id there; null: they never came. */
  readonly cameFrom: (node: NodeName, subject: MemberId) => MemberId | null
  /**
   * Somebody left for good: the things that they hold in a world here are put down; resolves to whether they
   * are.
   */
  readonly dismiss: (member: MemberId) => Promise<boolean>
  /** The owner of a world, by this node's name for them; null: nobody in particular. */
  readonly ownerOf: (world: WorldId) => Promise<AccountName | null>
}

export class VisitorLoans {
  readonly #options: VisitorLoanOptions
  readonly #sending: TransferSender
  readonly #held: Pick<HeldTransfers, 'tellOver'>

  constructor(
    options: VisitorLoanOptions,
    sending: TransferSender,
    heldTransfers: Pick<HeldTransfers, 'tellOver'>,
  ) {
    this.#options = options
    this.#sending = sending
    this.#held = heldTransfers
  }

  /** Somebody of another node is here, and holds these of theirs; answers what stands for each. */
  async show(
    node: NodeName,
    member: MemberId,
    links: readonly HeldLink[],
  ): Promise<Readonly<Record<string, string>> | HandoverRefusal> {
    // Things that they carried off before are in their hand again. If one cannot be now, it stays lent to
    // them.
    for (const { id } of this.#sending.loans.lentTo(member)) await this.#sending.loans.returnLoan(id, 'hand')
    const shown = await this.#options.handing.hold(member, node, links)
    if (shown === null) return { why: 'They are not here yet.', isPassing: true }
    return Object.fromEntries(shown)
  }

  /** Somebody of another node is not here any more; answers what of here is lent to them. */
  async carry(member: MemberId): Promise<readonly HeldLink[] | HandoverRefusal> {
    const { handing } = this.#options
    // They came again meanwhile, or this node has not noticed yet that they left.
    if (await handing.isHere(member)) return { why: 'They are still here.', isPassing: true }
    await handing.leaveBehind(member)
    const held = await handing.held(member)
    if (held === null) return { why: 'That world is just waking up.', isPassing: true }
    for (const { id } of held) {
      const thing = parseArtifactId(id)
      if (thing !== null) await this.#sending.loans.lend(member, thing)
    }
    const lent = this.#sending.loans.lentTo(member).slice(0, LENT_MAX)
    return Promise.all(
      lent.map(async ({ world, ...link }) => {
        const of = await this.#options.ownerOf(world)
        return of === null ? link : { ...link, of }
      }),
    )
  }

  /**
   * Their node puts down there a thing that is lent to them, as in {@link TransferSender.claim}. It also says
   * whose the thing was.
   */
  async claim(node: NodeName, id: string, holder: MemberId, loan: string): Promise<Claimed> {
    const claimed = await this.#sending.claim(node, id, holder, loan)
    const world = this.#sending.fromOf(node, id)
    const of = world && (await this.#options.ownerOf(world))
    return claimed.state === 'refused' || of === null ? claimed : { ...claimed, of }
  }

  /**
   * The owner of a world calls back a thing that was carried off out of it. The holder's node is told.
   * Returns why it does not come.
   */
  async callBack(loan: string): Promise<HandoverRefusal | null> {
    const holder = this.#sending.loans.get(loan)?.holder ?? null
    const refused = await this.#sending.loans.returnLoan(loan, 'world')
    const node = holder && this.#options.nodeOf(holder)
    if (refused === null && node !== null) this.#held.tellOver(node, loan)
    return refused
  }

  /**
   * Their node says that somebody left for good: the things of this node that they held go where they can be
   * used. Resolves to the reason why they are not there yet.
   */
  async left(node: NodeName, subject: MemberId): Promise<HandoverRefusal | null> {
    const member = this.#options.cameFrom(node, subject)
    if (member === null) return null
    if (!(await this.#options.dismiss(member))) return WAKING
    let refused: HandoverRefusal | null = null
    for (const { id } of this.#sending.loans.lentTo(member))
      refused = (await this.#sending.loans.returnLoan(id, 'world')) ?? refused
    return refused
  }
}
