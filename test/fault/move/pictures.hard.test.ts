// Pictures go with a node from its data folder into PostgreSQL and back, by the command line and real nodes.
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startServer, temporaryFolder, type RunningServer } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { png } from '../../unit/assets/made.ts'
import { inklandWith } from '../../unit/cli/inkland.ts'
import { databasesOfRun } from '../postgres/database-server.ts'

const databases = databasesOfRun

/** Keeps a picture in the welcome world, and answers its name. */
async function keep({ url }: RunningServer, bytes: Buffer): Promise<string> {
  const sent = await fetch(`${url}/api/worlds/inkland/welcome/assets`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  })
  expect(sent.status).toBe(201)
  return ((await sent.json()) as { id: string }).id
}

async function isServed({ url }: RunningServer, id: string): Promise<boolean> {
  const answer = await fetch(`${url}/assets/${id}`)
  return answer.status === 200 && idOf(Buffer.from(await answer.arrayBuffer())) === id
}

const inFolder = (data: string): string[] => globSync(join(data, 'assets', '*', '*'))

test.skipIf(!hasPostgres)('[L13] [L18] pictures are served before and after each move', async () => {
  const data = temporaryFolder()
  const INKLAND_STORE = await databases.newDatabase()
  const pictures: string[] = []
  const serveWith = async (env: Readonly<Record<string, string>>, colour: number, isInFolder: boolean) => {
    await using node = await startServer({ data, env })
    pictures.push(await keep(node, png(2 + colour, 2)))
    for (const id of pictures) expect(await isServed(node, id)).toBe(true)
    expect(inFolder(data)).toHaveLength(isInFolder ? pictures.length : 0)
    await node.stop()
  }
  await serveWith({}, 1, true)
  const there = await inklandWith({ INKLAND_MOVE_TO: INKLAND_STORE }, 'move', '--data', data)
  expect(there).toMatchObject({ code: 0, errors: '' })
  await serveWith({ INKLAND_STORE }, 2, false)
  const back = await inklandWith({ INKLAND_STORE }, 'move', '--to', 'sqlite', '--data', data)
  expect(back).toMatchObject({ code: 0, errors: '' })
  await serveWith({}, 3, true)
})
