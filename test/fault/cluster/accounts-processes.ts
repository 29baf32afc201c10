// A node of several real processes with accounts: its first account, and worlds with a picture.
import { StoredPicture } from '../../../shared/wire/api/picture-bodies.ts'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { ask, firstLink, nodeOf, PASSWORD, secretIn, somebody, told, type Somebody } from '../../accounts.ts'
import { png } from '../../unit/assets/made.ts'
import type { NodeProcesses } from './node-processes.ts'

/** The first process leads. */
export async function startNode(node: NodeProcesses, count: number, args: readonly string[] = []) {
  const started = []
  for (let n = 0; n < count; n += 1)
    started.push(await node.start({ args: ['--access', 'accounts', ...args] }))
  const [leading, ...others] = started
  if (leading === undefined) throw new Error('no process was started')
  const { url } = leading.server
  const first = {
    secret: secretIn(await firstLink(leading.server)),
    account: 'ada',
    name: 'Ada',
    password: PASSWORD,
  }
  const admin = await somebody(url, await ask(url, 'POST', '/api/first', first), PASSWORD)
  const people = nodeOf(leading.server, admin)
  return { leading, others, admin, people, ...(await makeGarden(url, admin)) }
}

/** A world with a picture in it, and who may come there. */
export async function makeGarden(url: string, by: Somebody) {
  const world = WorldSummary.parse(await told(await by.ask('POST', '/api/worlds', { title: 'Garden' })))
  const sent = await fetch(`${url}/api/worlds/${world.address}/assets`, {
    method: 'POST',
    headers: { cookie: by.cookie, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(png(40, 30)),
  })
  const picture = `/assets/${StoredPicture.parse(await told(sent)).id}`
  const share = async (with_: Somebody, right: string): Promise<void> => {
    const path = `/api/worlds/${world.address}/sharing/people/${with_.account}`
    await told(await by.ask('PUT', path, { right }))
  }
  return { world, picture, share }
}
