// A database whose disk is full: writers are told, as on a full disk of the node's own, readers read on, and
// all is saved when there is room again.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { readFolder } from '../../../shared/folder/read-folder.ts'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { SCENE_TYPE } from '../../../shared/wire/api/world-bodies.ts'
import { startServer, until } from '../../process.ts'
import { seededRandom, type Random } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { fetchCopy } from '../copy.ts'
import { areEqual } from '../edits.ts'
import { Editor } from '../editor.ts'
import { databaseServer } from './database-server.ts'

/** The database’s disk, which holds its tables; an empty database takes 8 MB of it. */
const DISK = '24m'
/** How long a node may take until it sees that there is room again, in ms. */
const WELL_MS = 20_000

/** Text that no table makes smaller, so that it takes new pages. */
const words = (random: Random, length: number): string => Buffer.from(random.bytes(length)).toString('base64')

describe.skipIf(!hasPostgres)('a node whose database’s disk is full', { timeout: 90_000 }, () => {
  const databases = databaseServer()

  test('[L13] tells writers so, loses nothing, and goes on by itself when there is room', async (context) => {
    const disk = mkdtempSync('/tmp/inkland-full-')
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0700`, 'inkland', disk])
    if (mounted.status !== 0) rmdirSync(disk)
    context.skip(mounted.status !== 0, 'this user may mount nothing')
    try {
      execFileSync('chown', ['postgres', disk])
      const { server } = databases
      await server.ask(`CREATE TABLESPACE small LOCATION '${disk}'`)
      await server.ask('CREATE DATABASE full_one TABLESPACE small')
      await using node = await startServer({ env: { INKLAND_STORE: server.url('full_one') } })
      await fillAndFree(node, join(disk, 'filler'))
    } finally {
      await databases.server.stop('immediate')
      spawnSync('umount', [disk])
      rmSync(disk, { recursive: true, force: true })
      // Whoever removes it stops it, too.
      await databases.server.start().catch(() => undefined)
    }
  })
})

async function fillAndFree(
  node: { readonly url: string; readonly wsUrl: string },
  filler: string,
): Promise<void> {
  const random = seededRandom(22)
  const edit = (doc: Y.Doc): void => doc.getText('text').insert(0, words(random, 1_500))
  const editors = ['ada', 'bob'].map(
    (name) => new Editor({ world: 'ada/garden', name, random, edit, leavesWhenHeld: true }),
  )
  for (const editor of editors) editor.connect(node.wsUrl)
  await until('both have the world', () => editors.every(({ isSynced }) => isSynced))
  for (const editor of editors) editor.write()
  await until('both wrote', () => editors.every(({ saved }) => saved > 10))

  fill(filler)
  await until('both are told', () => editors.every(({ closedWith }) => closedWith !== null))
  for (const editor of editors) {
    editor.rest()
    expect(editor.closedFor).toMatch(/^This node’s disk is full\. What you write is kept on your device/)
  }
  const copy = await fetchCopy(`${node.wsUrl}/sync/ada/garden`)
  for (const editor of editors) {
    expect(editor.made).toBeGreaterThan(editor.saved)
    expect(editor.lostIn(copy)).toBe(0)
  }
  copy.destroy()
  const refused = await giveWorld(node.url, random)
  expect(refused.status).toBe(503)
  expect(Refusal.parse(await refused.json()).text).toMatch(
    /^This node’s disk is full, so nothing was changed\./,
  )

  rmSync(filler)
  await until(
    'all is saved',
    () => {
      for (const editor of editors) if (editor.closedWith !== null) editor.connect(node.wsUrl)
      return editors.every(({ made, saved }) => made === saved)
    },
    WELL_MS,
  )
  const now = await fetchCopy(`${node.wsUrl}/sync/ada/garden`)
  for (const { doc } of editors) await until('both have all', () => areEqual(doc, now))
  now.destroy()
  expect((await giveWorld(node.url, random)).status).toBe(201)
  for (const editor of editors) editor.disconnect()
}

/** Takes all that is left of a disk, which the database takes some of meanwhile. */
function fill(filler: string): void {
  const { bavail, bsize } = statfsSync(dirname(filler))
  try {
    writeFileSync(filler, new Uint8Array(bavail * bsize))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}

/** Gives it a world whose page has 80 kB. */
async function giveWorld(url: string, random: Random): Promise<Response> {
  const page = new TextEncoder().encode(`# Large\n\n${words(random, 60_000)}\n`)
  const read = readFolder([{ path: 'index.md', bytes: page }])
  if (!read.ok) throw new Error('a folder that is one page')
  const scene = sceneFromFolder(read.folder, null, (count) => random.bytes(count), true)
  const body = new Uint8Array(Y.encodeStateAsUpdate(scene))
  return fetch(`${url}/api/worlds/import?address=ada/large`, {
    method: 'POST',
    headers: { 'content-type': SCENE_TYPE },
    body,
  })
}
