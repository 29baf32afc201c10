// The first cluster of a node, on its store: accounts and their rights, the nodes that it knows, the log of
// deeds, loans, and pictures.
import { openAccountServices, openTables, type AccountServices } from '../accounts/account-services.ts'
import { createAudit, type Audit } from '../accounts/directory/audit-log.ts'
import { openLoans, type ThingLoans } from '../accounts/loans/thing-loans.ts'
import { createPictures, type Pictures } from '../assets/node-pictures.ts'
import { openDrafts, type Drafts } from '../drafts/draft-table.ts'
import { openTemplateOffers, type TemplateOffers } from '../templates/template-offers.ts'
import type { ForeignPeople } from '../contracts/foreign-people.ts'
import { openKnownNodes, type KnownNodes } from '../peers/node-peers.ts'
import { openAgeClock, type AgeClock } from '../records/age-clock.ts'
import type { RecordTables } from '../records/record-tables.ts'
import type { PictureFiles } from '../storage/picture-files.ts'
import type { Store } from '../storage/store.ts'
import { followEnds, type WorldEnds } from '../storage/ended-worlds.ts'
import type { NodeBase } from './node-base.ts'
import type { NodeProcesses } from './node-processes.ts'
import { makeWelcome, openWelcome } from './welcome-world.ts'

export interface NodeAccounts {
  readonly access: AccountServices
  /** The time by which things are deleted, or end, for their age. */
  readonly ages: AgeClock
  readonly audit: Audit
  readonly loans: ThingLoans
  readonly pictures: Pictures
  readonly drafts: Drafts
  readonly templateOffers: TemplateOffers
  /** The nodes that this one knows: whether their people are here is asked for each frame. */
  readonly known: KnownNodes
  /** Tells of worlds that are gone for good. */
  readonly ended: WorldEnds
}

export async function openNodeAccounts(
  base: NodeBase,
  parts: {
    readonly disk: Store
    readonly processes: Pick<NodeProcesses, 'cleaning'>
    /** Where pictures are. */
    readonly files: PictureFiles
  },
): Promise<NodeAccounts> {
  const { config, clock, random, log } = base
  const { disk, processes, files } = parts
  await makeWelcome(disk, clock.now(), random)
  const ended = followEnds(disk)
  const tables = openTables({ store: ended.store, log })
  const ages = await openAges(base, tables)
  const audit = createAudit({
    store: ended.store,
    clock,
    ages,
    onFault: (error) => log.warn({ err: error }, 'an entry of the log of deeds could not be stored'),
  })
  const known = await openKnownNodes({
    tables,
    clock: base.peerClock,
    openness: config.peers,
    onTrouble: (node) => audit.note(null, 'admin.peerChangedKeys', node),
  })
  const foreign = foreignPeople(known)
  const access = await openAccountServices(config.access, {
    store: ended.store,
    tables,
    clock,
    ages,
    random,
    log,
    foreign,
  })
  const { store, rights } = access
  const drafts = await openDrafts(tables, disk)
  const templateOffers = await openTemplateOffers(tables, (world) => rights?.ownerOf(world) ?? null)
  ended.onEnded((world) => drafts.forget(world))
  ended.onEnded((world) => templateOffers.end({ id: world }))
  if (rights !== null) await openWelcome(store, rights)
  return {
    access,
    ages,
    audit,
    loans: await openLoans({ tables, clock, newId: () => Buffer.from(random(16)).toString('base64url') }),
    pictures: await openPictures(base, access, { ...processes, files }),
    drafts,
    templateOffers,
    known,
    ended,
  }
}

const openAges = ({ clock, log }: NodeBase, tables: RecordTables): Promise<AgeClock> =>
  openAgeClock({
    tables,
    clock,
    onDoubt(doubt) {
      if (doubt === null) return log.warn('the clock is believed again')
      const [told, expected] = [doubt.told, doubt.expected].map((at) => new Date(at).toISOString())
      log.warn(
        { told, expected },
        'the clock jumped: nothing is deleted or ended for its age until it is back, or an admin says that it is right',
      )
    },
    onFault: (error) => log.warn({ err: error }, 'what time it is could not be noted'),
  })

const foreignPeople = ({ book, presence }: KnownNodes): ForeignPeople => ({
  isHere: (member) => presence.isHere(member),
  nodeOf: (member) => presence.nodeOf(member),
  isAllowed: (node) => book.find(node)?.trust === 'allowed',
  mayCome: (node) => book.mayCome(node),
})

async function openPictures(
  { clock, log }: NodeBase,
  { store, settings, usage, bounds }: AccountServices,
  { cleaning, files }: Pick<NodeProcesses, 'cleaning'> & { readonly files: PictureFiles },
): Promise<Pictures> {
  return createPictures({
    store,
    files,
    clean: cleaning.clean,
    clock,
    settings,
    ...(usage && {
      onUsed: (by, bytes) => usage.picturesChanged(by, bytes),
      mostOf: (by) => bounds?.most(by).pictureBytesPerAccount ?? null,
      whyFull: (by, bytes) => usage.whyFull(by, bytes)?.text ?? null,
    }),
    onUnreadable: (kind, id) => log.warn({ kind, id }, 'a record cannot be read'),
  })
}
