// Scenes over HTTP: a world's, to be saved as a folder, and a new world's, made of one.
import { Refusal } from '../../shared/wire/api/node-bodies.ts'
import { SCENE_TYPE, WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { partsOf, type Address } from '../../shared/world/address.ts'
import { asOneself } from './frame-guest.ts'
import { CallError } from './request.ts'

/** A world's scene as one update. */
export async function fetchScene(address: Address): Promise<Uint8Array> {
  const { account, world } = partsOf(address)
  const path = `/api/worlds/${encodeURIComponent(account)}/${encodeURIComponent(world)}/scene`
  const response = await ask(path, {})
  return new Uint8Array(await response.arrayBuffer())
}

/** Makes a world of a scene; its address is made from its title. */
export async function sendScene(scene: Uint8Array<ArrayBuffer>): Promise<WorldSummary> {
  const headers = { 'content-type': SCENE_TYPE }
  const response = await ask('/api/worlds/import', { method: 'POST', headers, body: scene })
  return WorldSummary.parse(await response.json())
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, asOneself({ ...init, cache: 'no-store' })).catch(() => {
    throw new CallError('offline', 'The server cannot be reached. Try again when the network is back.')
  })
  if (response.ok) return response
  const refusal = Refusal.safeParse(await response.json().catch(() => null))
  if (refusal.success) throw new CallError(refusal.data.code, refusal.data.text)
  throw new CallError('answer', 'The server cannot do that just now. Try again in a moment.')
}
