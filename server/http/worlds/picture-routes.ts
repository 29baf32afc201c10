// Pictures. People who may edit a world send them to it, or take them over from another one; people who may
// see a world that holds them read them, and everybody reads those of templates. A picture is never an answer
// that could run anything, whatever is in it, also when somebody opens it as a page of its own.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Router, type Request, type Response } from 'express'
import type { FolderPicture } from '../../../shared/folder/images/folder-pictures.ts'
import { ENDINGS, PICTURE_BYTES_MAX } from '../../../shared/pictures/picture-limits.ts'
import { PictureTrouble, tooLarge } from '../../../shared/pictures/picture-bytes.ts'
import { parsePictureId, type PictureId } from '../../../shared/world/picture-id.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import {
  TakePictures,
  type StoredPicture,
  type PictureRoom,
  type TakenPictures,
} from '../../../shared/wire/api/picture-bodies.ts'
import { PicturesBusy } from '../../assets/picture-cleaning.ts'
import type { Pictures, ShownPictures } from '../../assets/node-pictures.ts'
import type { NodeTemplates } from '../../templates/node-templates.ts'
import type { TemplateOffers } from '../../templates/template-offers.ts'
import { QuotaRefusal } from '../../assets/picture-quota.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { NodeLinks, WorldServices } from '../routing/http-services.ts'
import type { Uploads } from '../edge/upload-slots.ts'
import { createForeignPictures } from './foreign-pictures.ts'
import { bodyOf, type RequestLookup } from '../routing/request-lookup.ts'
import { bodyRead } from '../edge/peer-request-body.ts'
import { senderOf } from '../edge/body-slots.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const EMPTY = new HttpRefusal(400, 'malformed', 'There is no picture in that. Send its bytes as the body.')

/** Sending a picture; its body is bytes. */
export function addPictureUploadRoutes(
  routes: Routes,
  parts: Pick<WorldServices, 'pictures' | 'audit'> & {
    readonly uploads: Uploads
    readonly accounts: Accounts
  },
): void {
  const { pictures, audit, uploads, accounts } = parts
  routes.add('post', '/worlds/:account/:world/assets', { world: 'edit' }, async (asked) => {
    const { request, response, member, world } = asked
    const bytes =
      bodyRead(request) ??
      (await uploads.read({
        request,
        response,
        ...senderOf(member, accounts),
        bytesMax: PICTURE_BYTES_MAX,
        tooLarge: (bytes) => refusalOf(tooLarge(bytes)),
      }))
    if (bytes.length === 0) throw EMPTY
    const stored = await refused(() => pictures.keep(world, member.id, bytes))
    audit.note(member.id, 'asset.kept', world.address, { picture: stored.id, bytes: stored.bytes })
    response.status(201).json(stored satisfies StoredPicture)
  })
}

/** The room that a world's pictures take, and taking them over from other worlds. */
export function addPictureRoutes(
  routes: Routes,
  { pictures, rightOf }: { readonly pictures: Pictures; readonly rightOf: RightOf },
): void {
  routes.add('get', '/worlds/:account/:world/assets', { world: 'see' }, ({ response, world }) => {
    response.json(pictures.roomOf(world.id) satisfies PictureRoom)
  })

  // For the nodes of people who are in this world: browsers ask their own node for /assets/SHA.
  routes.add('get', '/worlds/:account/:world/assets/:picture', { world: 'see' }, async (asked) => {
    const { request, response, world } = asked
    const id = parsePictureId(request.params['picture'])
    if (id === null || !pictures.heldBy(world.id).has(id)) throw NO_SUCH_PAGE
    await give(pictures, id, request, response)
  })

  routes.add('post', '/worlds/:account/:world/assets/take', { world: 'edit' }, async (asked) => {
    const { request, response, member, world } = asked
    const { pictures: ids } = bodyOf(TakePictures, request)
    const held = await refused(() => pictures.take(world, member.id, ids, seenBy(rightOf, member)))
    const missing = ids.filter((id) => !held.includes(id))
    response.json({ held: [...held], missing } satisfies TakenPictures)
  })
}

/**
 * The pictures themselves, at `/assets/SHA`; another name there is a file of the client's. The right to see a
 * picture is checked here.
 */
export function pictureFiles(
  parts: Parameters<typeof createForeignPictures>[0] &
    Pick<NodeLinks, 'transfers'> & {
      readonly rightOf: RightOf
      readonly lookup: RequestLookup
      readonly templates: {
        readonly comesAlong: Pick<NodeTemplates, 'picture'>
        readonly offers: Pick<TemplateOffers, 'of'>
      }
    },
): Router {
  const { pictures, transfers, rightOf, lookup, templates } = parts
  const fetchForeign = createForeignPictures(parts)
  const router = Router({ caseSensitive: true })

  const isTemplate = (world: WorldRecord): boolean =>
    world.binnedAt === null && templates.offers.of(world)?.isShown === true

  router.get(/^\/assets\/([0-9a-f]{64})$/, async (request, response) => {
    const id = parsePictureId(request.params[0])
    const member = lookup.member(request)
    // A picture that they may not see looks like one that does not exist.
    const maySee = seenBy(rightOf, member)
    const isSeen = async () =>
      id !== null && (await pictures.isSeen(id, (world) => maySee(world) || isTemplate(world)))
    const isHere = async (found: PictureId): Promise<boolean> => {
      if ((await isSeen()) || ((await fetchForeign(found, member)) && (await isSeen()))) return true
      // It may belong to a thing that came just now, and be on its way.
      await transfers?.pictures.soon(found)
      return isSeen()
    }
    if (id === null) throw NO_SUCH_PAGE
    if (await isHere(id)) return give(pictures, id, request, response)
    // Whoever chooses what a world begins as sees pictures that no world holds yet.
    const picture = await templates.comesAlong.picture(id)
    if (picture === null) throw NO_SUCH_PAGE
    return give(alone(picture), id, request, response)
  })

  return router
}

/** The pictures of a folder, as those of a node are given. */
const alone = ({ type, bytes, width, height }: FolderPicture): GivenPictures => ({
  find: () => ({ type, bytes: bytes.length, width, height, since: 0 }),
  open: async () => ({ bytes: bytes.length, stream: Readable.from([bytes]) }),
})

type GivenPictures = Pick<ShownPictures, 'find' | 'open'>

/** Answers with a picture that is here. */
export async function give(
  pictures: GivenPictures,
  id: PictureId,
  request: Request,
  response: Response,
): Promise<void> {
  const asset = pictures.find(id)
  if (asset === null) throw NO_SUCH_PAGE
  response.set(headersFor(id, `${id.slice(0, 12)}.${ENDINGS[asset.type]}`)).type(asset.type)
  if (request.fresh) {
    response.status(304).end()
    return
  }
  const open = await pictures.open(id)
  if (open === null) throw NO_SUCH_PAGE
  response.set('Content-Length', String(open.bytes))
  await send(open.stream, request, response)
}

/**
 * The name is a hash of the content, so a picture never changes. But the people who may see it do, so that no
 * cache between may keep it.
 */
const headersFor = (id: PictureId, name: string): Readonly<Record<string, string>> => ({
  'Cache-Control': 'private, max-age=31536000, immutable',
  Vary: 'Cookie',
  ETag: `"${id}"`,
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
  'Content-Disposition': `inline; filename="${name}"`,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
})

async function send(stream: Readable, request: Request, response: Response): Promise<void> {
  if (request.method === 'HEAD') {
    stream.destroy()
    response.end()
    return
  }
  try {
    await pipeline(stream, response)
  } catch (error) {
    // The person who asked has gone: there is nobody to tell.
    if (!response.destroyed) throw error
  }
}

export const seenBy =
  (rightOf: RightOf, member: Member) =>
  (world: WorldRecord): boolean =>
    atLeast(rightOf(member, world), world.binnedAt === null ? 'see' : 'own')

async function refused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw refusalOf(error)
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof PictureTrouble) {
    return new HttpRefusal(
      error.code === 'bound' ? 413 : 415,
      error.code === 'bound' ? 'bound' : 'picture',
      error.message,
    )
  }
  if (error instanceof PicturesBusy) return busyWith(error)
  return error instanceof QuotaRefusal ? new HttpRefusal(413, 'quota', error.message) : error
}

/** How soon the sender may try again, in s. */
const BUSY_S = 3

export const busyWith = ({ message }: PicturesBusy): HttpRefusal =>
  new HttpRefusal(503, 'busy', message, BUSY_S)
