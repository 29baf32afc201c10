// What other nodes may do at a real one, over HTTP and sockets.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MyRight, Sharing } from '../../../shared/wire/sharing.ts'
import { told } from '../../accounts.ts'
import { makeWorld, open, startLone, startPeer, type LoneNode, type PeerNode } from '../../peers.ts'

let b: PeerNode
let far: LoneNode

beforeAll(async () => {
  ;[b, far] = await Promise.all([startPeer('bob'), startLone()])
})
afterAll(async () => {
  await far[Symbol.asyncDispose]()
  await b[Symbol.asyncDispose]()
})

describe('people of other nodes', () => {
  it('come in', async () => {
    const world = await makeWorld(b.admin, 'Square')
    const ada = far.person('ada')
    const ask = () =>
      far.peers.caller.call(b.name, { method: 'GET', path: `/api/worlds/${world}/right`, as: ada })
    expect(MyRight.parse((await ask()).body)).toEqual({ right: 'none' })
    await open(b.admin, world, 'see')
    expect(MyRight.parse((await ask()).body)).toEqual({ right: 'see' })
    await told(
      await b.admin.ask('PUT', `/api/worlds/${world}/sharing/people/ada@${far.name}`, { right: 'edit' }),
    )
    expect(MyRight.parse((await ask()).body)).toEqual({ right: 'edit' })
    const sharing = Sharing.parse(await told(await b.admin.ask('GET', `/api/worlds/${world}/sharing`)))
    expect(sharing.people).toEqual([{ account: `ada@${far.name}`, name: 'ada', right: 'edit' }])
  })
})
