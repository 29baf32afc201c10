// A world's scene as one update, without its history. Out by `GET /api/worlds/ACCOUNT/WORLD/scene`; in, as a new world, by
// `POST /api/worlds/import`: made of a folder elsewhere, for example. Whoever sends it is its author.
import express, { Router, type Request } from 'express'
import { makeLineId, makeWorldId, parseAddress } from '../../shared/world/address.ts'
import { SCENE_BYTES_MAX, SCENE_TYPE } from '../../shared/wire/api.ts'
import type { WorldRecord } from '../storage/store.ts'
import { SharedDocument } from '../sync/document.ts'
import { judgeScene } from '../sync/given-scene.ts'
import { NO_ADDRESS } from './archive.ts'
import { createLookup, summaryOf } from './lookup.ts'
import { addressesFor } from './naming.ts'
import type { Parts } from './parts.ts'
import { HttpRefusal } from './refusal.ts'
import { TAKEN } from './worlds.ts'

export function givenRoutes(parts: Parts): Router {
  const { store, owner, people, clock, random } = parts
  const lookup = createLookup(parts)
  const routes = Router({ caseSensitive: true })
  const body = express.raw({ type: SCENE_TYPE, limit: SCENE_BYTES_MAX, inflate: false })

  routes.post('/worlds/import', (request, response, next) => {
    if (request.is(SCENE_TYPE)) body(request, response, next)
    else next('router')
  })
  routes.post('/worlds/import', async (request, response) => {
    const world = await make(request, request.body)
    void owner.look(world)
    response.status(201).json(summaryOf(world))
  })

  routes.get('/worlds/:account/:world/scene', async (request, response) => {
    const world = await lookup.world(request, 'see')
    const stored = await store.open({ world: world.key, kind: 'scene' })
    response.type(SCENE_TYPE).send(Buffer.from(new SharedDocument(stored).whole()))
  })

  async function make(request: Request, bytes: unknown): Promise<WorldRecord> {
    const member = lookup.member(request)
    const wanted = request.query['address']
    const address = typeof wanted === 'string' ? parseAddress(wanted) : null
    if (wanted !== undefined && address === null) throw NO_ADDRESS
    const judged = judgeScene(bytes instanceof Uint8Array ? bytes : new Uint8Array(), member.id)
    if (!judged.ok) throw new HttpRefusal(400, 'malformed', judged.text)
    const { title, claims } = judged
    const at = clock.now()
    const identity = { id: makeWorldId(random), line: makeLineId(random) }
    const scene = [{ bytes: judged.bytes, member: member.id, at, claims }]
    for (const place of address === null ? addressesFor(await people.accountOf(member), title) : [address]) {
      const made = await store.create({ ...identity, address: place, title, at, scene })
      if (made !== null) return made
    }
    throw TAKEN
  }

  return routes
}
