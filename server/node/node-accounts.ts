// The first cluster of a node, on its store: accounts and their rights, the log of deeds, loans, and
// pictures.
import { openAccountServices, type AccountServices } from '../accounts/account-services.ts'
import { createAudit, type Audit } from '../accounts/directory/audit-log.ts'
import { openLoans, type ThingLoans } from '../accounts/loans/thing-loans.ts'
import { createPictures, type Pictures } from '../assets/node-pictures.ts'
import { openDrafts, type Drafts } from '../drafts/draft-table.ts'
import { openTemplateOffers, type TemplateOffers } from '../templates/template-offers.ts'
import type { PictureFiles } from '../storage/picture-files.ts'
import type { Store } from '../storage/store.ts'
import { inFrontOf } from '../storage/store-proxy.ts'
import type { WorldId } from '../../shared/world/address.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import type { LateParts } from './late-part.ts'
import type { NodeBase } from './node-base.ts'
import type { NodeProcesses } from './node-processes.ts'
import { makeWelcome, openWelcome } from './welcome-world.ts'

export interface NodeAccounts {
  readonly access: AccountServices
  readonly audit: Audit
  readonly loans: ThingLoans
  readonly pictures: Pictures
  readonly drafts: Drafts
  readonly templateOffers: TemplateOffers
}

export async function openNodeAccounts(
  base: NodeBase,
  parts: {
    readonly disk: Store
    readonly processes: Pick<NodeProcesses, 'cleaning'>
    readonly later: LateParts
    /** Where pictures are. */
    readonly files: PictureFiles
  },
): Promise<NodeAccounts> {
  const { clock, random, log } = base
  const { disk, processes, later, files } = parts
  await makeWelcome(disk, clock.now(), random)
  let drafts: Drafts | null = null
  let templateOffers: TemplateOffers | null = null
  const ended = async (world: WorldId): Promise<void> => {
    await later.offers.orNull?.forget(world)
    await drafts?.forget(world)
    await templateOffers?.end({ id: world })
    await later.versions.orNull?.forget(world)
    await later.draftEndings.orNull?.forget(world)
  }
  const access = await openAccess(base, tellingEnds(disk, ended), later)
  const { store, tables, rights } = access
  drafts = await openDrafts(tables, disk)
  templateOffers = await openTemplateOffers(tables, (world) => rights?.ownerOf(world) ?? null)
  if (rights !== null) await openWelcome(store, rights)
  return {
    access,
    audit: createAudit({
      store,
      clock,
      onFault: (error) => log.warn({ err: error }, 'an entry of the log of deeds could not be stored'),
    }),
    loans: await openLoans({ tables, clock, newId: () => Buffer.from(random(16)).toString('base64url') }),
    pictures: await openPictures(base, access, { ...processes, files }),
    drafts,
    templateOffers,
  }
}

/** The store, which tells of each world that is gone for good. */
function tellingEnds(store: Store, ended: (world: WorldId) => Promise<void>): Store {
  return inFrontOf(store, {
    async destroy(key) {
      const world = await store.findByKey(key)
      await store.destroy(key)
      if (world !== null) await ended(world.id)
    },
  })
}

function openAccess(
  { config, clock, random, log }: NodeBase,
  disk: Store,
  later: LateParts,
): Promise<AccountServices> {
  const { peers, sync, owner } = later
  return openAccountServices(config.access, {
    store: disk,
    clock,
    random,
    log,
    async claim(guest, account, write) {
      await sync.part.claim(guest, account, write)
      await owner.part.takeHome(guest)
    },
    onMoved: ({ key, address }) => sync.part.close(key, CLOSE.moved, `This world has moved to ${address}.`),
    onWarning: (member, words) => owner.part.notify(member, words),
    // Rights ask it of people of other nodes, from the start on.
    foreign: {
      isHere: (member) => peers.orNull?.foreigners.isHere(member) ?? false,
      nodeOf: (member) => peers.orNull?.foreigners.byId(member)?.node ?? null,
      isAllowed: (node) => peers.orNull?.book.find(node)?.trust === 'allowed',
      mayCome: (node) => peers.orNull?.book.mayCome(node) ?? false,
    },
  })
}

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
