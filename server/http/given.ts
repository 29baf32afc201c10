// A world's scene as one update, without its history, as the body of an import: made of a folder elsewhere, for example. Whoever
// sends it is its author.
import express, { type Request, type Response } from 'express'
import { makeLineId, makeWorldId, type Address } from '../../shared/world/address.ts'
import { SCENE_BYTES_MAX, SCENE_TYPE } from '../../shared/wire/worlds.ts'
import type { Member } from '../accounts/member.ts'
import type { WorldRecord } from '../storage/store.ts'
import { judgeScene } from '../sync/given-scene.ts'
import { ownerFor, placesFor } from './making.ts'
import type { Parts } from './parts.ts'
import { HttpRefusal } from './refusal.ts'
import { TAKEN } from './worlds.ts'

const readBody = express.raw({ type: SCENE_TYPE, limit: SCENE_BYTES_MAX, inflate: false })

/** The body of a request, read as bytes; rejects with why it cannot be. */
async function bytesOf(request: Request, response: Response): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  readBody(request, response, (error: unknown) => {
    if (error === undefined) resolve()
    else reject(error instanceof Error ? error : new Error('the body cannot be read', { cause: error }))
  })
  await promise
  const body: unknown = request.body
  return body instanceof Uint8Array ? body : new Uint8Array()
}

/** Makes a world of the scene that a request brings; `wanted` is its address, null where its title shall make one. */
export async function takeScene(
  parts: Parts,
  { request, response, member }: { request: Request; response: Response; member: Member },
  wanted: Address | null,
): Promise<WorldRecord> {
  const { store, clock, random } = parts
  const judged = judgeScene(await bytesOf(request, response), member.id)
  if (!judged.ok) throw new HttpRefusal(400, 'malformed', judged.text)
  const { title, claims } = judged
  const at = clock.now()
  const identity = { id: makeWorldId(random), line: makeLineId(random) }
  const scene = [{ bytes: judged.bytes, member: member.id, at, claims }]
  for (const place of await placesFor(parts, member, wanted, title)) {
    const made = await store.create({
      ...identity,
      address: place,
      title,
      at,
      scene,
      owner: ownerFor(parts, member),
    })
    if (made !== null) return made
  }
  throw TAKEN
}
