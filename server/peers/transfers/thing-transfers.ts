// Puts together the parts by which things change hands between this node and others: things that leave,
// things that arrive, and the things in each hand meanwhile.
import type { Logger } from 'pino'
import type { Ages } from '../../records/age-clock.ts'
import {
  makeMemberId,
  type MemberId,
  type NodeName,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import type { MyThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import type { ServerClock } from '../../sync/sync-server.ts'
import type { AbroadPart } from '../abroad/people-elsewhere.ts'
import type { PeerClient } from '../known/peer-client.ts'
import type { PeerDirectory } from '../known/peer-directory.ts'
import { PeerFault } from '../outward/faults.ts'
import { openLent, type LentThing } from './borrowed-things.ts'
import { openLeaving } from './departure-notices.ts'
import { openHeldTransfers, type HeldTransfers } from './held-transfers.ts'
import { createPeopleWithThings, type PeopleWithThings } from './people-with-things.ts'
import { PortalTransfers } from './portal-transfers.ts'
import { createRemote } from './transfer-client.ts'
import { openPictures, picturesOf, type TransferPictures, type PicturesOptions } from './transfer-pictures.ts'
import type { TransferWorlds } from './transfer-ports.ts'
import { openReceiving, type TransferReceiver } from './transfer-receiver.ts'
import { openSending, type TransferSender } from './transfer-sender.ts'
import { openUndoneGifts, type UndoneGiftOptions, type UndoneGifts } from './undone-gifts.ts'
import { VisitorLoans, type VisitorLoanOptions } from './visitor-loans.ts'

export interface TransfersOptions extends VisitorLoanOptions {
  readonly tables: RecordTables
  readonly clock: ServerClock
  /** The time by which what waits is given up, and what is over is forgotten. */
  readonly ages: Ages
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn'>
  readonly caller: Pick<PeerClient, 'call'>
  readonly book: Pick<PeerDirectory, 'mayCome' | 'onState' | 'figures'>
  readonly self: () => NodeName
  readonly abroad: AbroadPart
  /** Who is told of what a restored node undid. */
  readonly giftPeople: UndoneGiftOptions['people']
  readonly pictures: {
    /** Which of these a world has. */
    held(world: WorldId, pictures: readonly PictureId[]): readonly PictureId[]
    /** Keeps one for a world, on its owner's account; returns why not. */
    keep: PicturesOptions['keep']
    /** Tells who put something down. */
    tell: PicturesOptions['tell']
  }
}

/** A person's things between nodes. */
type HeldAndLent = Pick<MyThings, 'things' | 'lent'>

export interface Transfers extends PeopleWithThings {
  readonly sending: TransferSender
  readonly receiving: TransferReceiver
  readonly pictures: Pick<TransferPictures, 'soon'>
  readonly undone: Pick<UndoneGifts, 'came' | 'gone' | 'compared'>
  /**
   * The things that somebody put down elsewhere and that are on their way, and the things that are lent to
   * them.
   */
  listFor(member: MemberId): HeldAndLent
  /** The things that are lent to somebody, as they were reported last. */
  lentTo(member: MemberId): readonly LentThing[]
  /** Somebody gives back what is lent to them; answers why not. */
  giveBack(member: MemberId, node: NodeName, loan: string): Promise<string | null>
  /** Another node says that something of it is not lent to somebody of here any more. */
  over(node: NodeName, loan: string): void
  /** Somebody left for good: nothing of others is in their hand any more, and the nodes of those are told. */
  forget(member: MemberId): Promise<void>
  /** This node's things that people of other nodes hold. */
  readonly visitorLoans: VisitorLoans
  /** Goes on with transfers that were on their way when this node ended. */
  begin(): void
  stop(): void
}

const cameBack = (name: string, why: string): string =>
  `${name === '' ? 'What went through a portal' : `“${name}”`} came back. ${why}`

export async function openTransfers(options: TransfersOptions): Promise<Transfers> {
  const { tables, clock, ages, random, log, caller, book, self, abroad, handing } = options
  const remote = createRemote({ caller, self })
  const worlds: TransferWorlds = {
    take: (from, thing, keep) =>
      handing.take(from, thing, (taken, write, changes) =>
        tables.change([...keep(taken), ...changes], write),
      ),
    put: (to, things, keep) =>
      handing.put(to, things, (write, changes) => tables.change([...keep(), ...changes], write)),
  }
  const onFault = (error: unknown): void => {
    // A node that does not answer is asked again; that is as usual.
    if (!(error instanceof PeerFault)) log.warn({ err: error }, 'a thing has not arrived yet')
  }
  const common = { tables, clock, ages, onFault }
  const isAsleep = (node: NodeName): boolean => book.figures.of(node).state === 'asleep'
  const mayCome = (node: NodeName): boolean => book.mayCome(node)
  const newId = (): string => makeMemberId(random)
  const sending = await openSending({
    ...common,
    worlds,
    remote,
    newId,
    onBack: (by, name, why) => options.pictures.tell(by, cameBack(name, why)),
    pictures: (world, things) => options.pictures.held(world, picturesOf(things)),
  })
  const pictures = await openPictures({
    ...common,
    fetch: (node, id, picture) => remote.picture(node, id, picture),
    keep: options.pictures.keep,
    tell: options.pictures.tell,
  })
  const lent = await openLent(tables)
  const leaving = await openLeaving({ ...common, remote })
  const receiving = await openReceiving({ ...common, worlds, remote, newId, pictures, lent })
  const heldTransfers: HeldTransfers = await openHeldTransfers({
    ...common,
    self,
    remote,
    sending,
    receiving,
    lent,
    leaving,
    handing,
    placeOf: (member) => abroad.placeOf(member),
    isAsleep,
    mayCome,
    tell: options.pictures.tell,
  })
  const portalTransfers = new PortalTransfers({ sending, caller, self, mayCome, clock })
  const undone = await openUndoneGifts({
    ...common,
    sending,
    receiving,
    remote,
    self,
    people: options.giftPeople,
  })
  const all = [sending, receiving, pictures, heldTransfers, leaving, undone]

  book.onState((node, state) => {
    if (state === 'awake') for (const part of all) part.awake(node)
  })

  return {
    sending,
    receiving,
    pictures,
    undone,
    listFor(member) {
      return {
        things: sending.onTheirWay().flatMap(({ by, to, ...thing }) => {
          if (by !== member) return []
          const { node } = thing
          return [{ ...thing, to: to && nameAsSeenFrom(to, node, self()), isAsleep: isAsleep(node) }]
        }),
        lent: lent.of(member).map((thing) => ({
          ...thing,
          isAskedFor: receiving.isAskedFor(`${thing.node}/${thing.id}`),
          isAsleep: isAsleep(thing.node),
        })),
      }
    },
    lentTo: (member) => lent.of(member),
    giveBack: (member, node, loan) => heldTransfers.giveBack(member, node, loan),
    over: (node, loan) => heldTransfers.over(node, loan),
    async forget(member) {
      await sending.wantAllBack(member)
      await receiving.forget(member)
      await heldTransfers.forget(member)
    },
    visitorLoans: new VisitorLoans(options, sending, heldTransfers),
    ...createPeopleWithThings({ abroad, heldTransfers, portalTransfers, onFault }),
    begin() {
      for (const part of all) part.resume()
    },
    stop() {
      for (const part of all) part.stop()
    },
  }
}
