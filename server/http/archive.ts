// A world as one file: out by `GET /api/worlds/ACCOUNT/WORLD/export`, in by `POST /api/worlds/import`. Both
// stream: a world is never in memory as a whole. Its scene alone, without history, goes out by `…/scene`, and in the same way.
import { once } from 'node:events'
import type { Request, Response } from 'express'
import {
  ANONYMOUS,
  HOST,
  parseAddress,
  partsOf,
  type Address,
  type MemberId,
} from '../../shared/world/address.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { ARCHIVE_BYTES_MAX, ARCHIVE_TYPE, SCENE_TYPE } from '../../shared/wire/worlds.ts'
import type { Member } from '../accounts/member.ts'
import { PicturesBusy } from '../assets/cleaned.ts'
import { RoomRefusal } from '../assets/pictures.ts'
import { ArchiveRefusal, exportWorld, importWorld } from '../storage/archive.ts'
import { inFrontOf } from '../accounts/in-front.ts'
import type { Store, WorldRecord } from '../storage/store.ts'
import { takeScene } from './given.ts'
import { IMPORTS_MAX, TRANSFER_SILENCE_MS } from './limits.ts'
import { listedFor } from './listed.ts'
import { WRONG_TYPE } from './guard.ts'
import { judgeAddress, judgeRoom, ownerFor, withPlace } from './making.ts'
import { addressesFor, unusedAddress } from './naming.ts'
import type { Parts } from './parts.ts'
import { HttpRefusal } from './refusal.ts'
import { busyWith } from './pictures.ts'
import { createRoutes, type Routes } from './rule.ts'
import { createSceneAnswers } from './scene-answer.ts'
import { TAKEN } from './worlds.ts'

const TOO_LARGE = new HttpRefusal(
  413,
  'bound',
  `The file is larger than ${ARCHIVE_BYTES_MAX / 1024 / 1024} MB, which is the most an import takes.`,
)
const NO_ADDRESS = new HttpRefusal(
  400,
  'malformed',
  'An address is two words with a slash between, such as ada/garden.',
)
const BUSY = new HttpRefusal(503, 'busy', 'Other worlds are being imported. Try again in a little while.', 10)

export function archiveRoutes(parts: Parts): Routes {
  const { store, owner, people, pictures, audit, clock, random, rightOf } = parts
  const routes = createRoutes(parts)
  const sendScene = createSceneAnswers(parts)
  let imports = 0

  routes.add(
    'get',
    '/worlds/:account/:world/export',
    { world: 'edit' },
    async ({ response, member, world }) => {
      const { account, world: name } = partsOf(world.address)
      response.setTimeout(TRANSFER_SILENCE_MS)
      // Signs of another node's name are none of a file's.
      response.attachment(`${account.replace(/[@:]/g, '-')}-${name}.inkland`).type(ARCHIVE_TYPE)
      audit.note(member.id, 'world.exported', world.address)
      await send(exportWorld(store, world, pictures.archived(world.id)), response, () =>
        atLeast(rightOf(member, world), 'edit'),
      )
    },
  )

  routes.add('get', '/worlds/:account/:world/scene', { world: 'see' }, sendScene)

  routes.add('post', '/worlds/import', 'maker', async (asked) => {
    const { request, response } = asked
    const world = await withPlace(parts, asked.member, () =>
      request.is(SCENE_TYPE) ? takeScene(parts, asked, wishIn(request)) : takeFile(request, asked.member),
    )
    audit.note(asked.member.id, 'world.imported', world.address)
    void owner.look(world)
    const [made] = await listedFor(parts, asked.member, [world])
    response.status(201).json(made)
  })

  async function takeFile(request: Request, member: Member): Promise<WorldRecord> {
    if (request.is('json')) throw WRONG_TYPE
    if (Number(request.headers['content-length'] ?? 0) > ARCHIVE_BYTES_MAX) throw TOO_LARGE
    judgeRoom(parts, member)
    const wanted = wishIn(request)
    if (wanted) await judgeAddress(parts, member, wanted)
    if (wanted && (await store.find(wanted))) throw TAKEN
    if (imports >= IMPORTS_MAX) throw BUSY
    imports += 1
    try {
      request.setTimeout(TRANSFER_SILENCE_MS)
      return await take(request, member, wanted)
    } catch (error) {
      if (error instanceof ArchiveRefusal) throw new HttpRefusal(400, 'archive', error.message)
      if (error instanceof PicturesBusy) throw busyWith(error)
      if (error instanceof RoomRefusal) throw new HttpRefusal(413, 'quota', error.message)
      throw error
    } finally {
      imports -= 1
    }
  }

  /** A store that refuses a file as soon as there is more in it than its sender has room for. */
  function withRoom(member: Member): Store {
    let bytes = 0
    return inFrontOf(store, {
      importLog(document, part) {
        for (const row of part.rows) bytes += row.bytes.length
        judgeRoom(parts, member, bytes)
        return store.importLog(document, part)
      },
    })
  }

  /** Without a wish the world gets an address from its title, which is known once the file was read. */
  async function take(request: Request, member: Member, wanted: Address | null): Promise<WorldRecord> {
    const account = await people.accountOf(member)
    const address = wanted ?? unusedAddress(account, random)
    const arrival = pictures.arrive(member.id)
    const world = await importWorld(withRoom(member), bounded(request), {
      onPicture: (bytes) => arrival.add(bytes),
      address,
      at: clock.now(),
      random,
      owner: ownerFor(parts, member),
      ...(parts.rights && { memberAs: authorsFor(parts, member) }),
    })
    await arrival.settle(world)
    if (wanted) return world
    for (const better of addressesFor(account, world.title)) {
      const moved = await store.rename(world.key, better)
      if (moved) return moved
    }
    return world
  }

  return routes
}

/** The address that is asked for, if any. */
function wishIn({ query: { address: text } }: Request): Address | null {
  if (text === undefined) return null
  const address = typeof text === 'string' ? parseAddress(text) : null
  if (!address) throw NO_ADDRESS
  return address
}

/**
 * Who is said to have written what comes in a file: anybody can write a file, so nobody of this node but who brings it. The history stays, and
 * says "somebody" there.
 */
function authorsFor(
  { accounts, store }: Parts,
  { id: bringing }: Member,
): (id: MemberId) => Promise<MemberId> {
  const known = new Map<MemberId, MemberId>()
  return async (id) => {
    const before = known.get(id)
    if (before !== undefined) return before
    const isOther =
      id === HOST || (id !== bringing && (accounts.byId(id) !== null || (await store.person(id)) !== null))
    known.set(id, isOther ? ANONYMOUS : id)
    return isOther ? ANONYMOUS : id
  }
}

/** Sends chunk by chunk, as fast as the other end reads; stops when it goes away, and breaks off when it may not have it any more. */
async function send(
  chunks: AsyncIterable<Uint8Array>,
  response: Response,
  isAllowed: () => boolean,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  for await (const chunk of chunks) {
    if (gone.signal.aborted) return
    if (!isAllowed()) return void response.destroy()
    if (!response.write(chunk)) await once(response, 'drain', { signal: gone.signal }).catch(() => null)
  }
  response.end()
}

/** The body, up to the bound. What is left of it stays readable, so that a refusal can still be answered. */
async function* bounded(request: Request): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body is read as bytes')
    bytes += chunk.length
    if (bytes > ARCHIVE_BYTES_MAX) throw TOO_LARGE
    yield chunk
  }
}
