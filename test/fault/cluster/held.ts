// Worlds that are open in one process of several, and people who edit them.
import { afterAll, beforeAll, expect } from 'vitest'
import type { Driver, Outcome } from '../../../shared/driver/connect.ts'
import { until } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { askAt } from '../../support/postgres/server.ts'
import { ask } from '../../unit/http/ask.ts'
import { Editor } from '../editor.ts'
import type { FileDatabases } from '../postgres/database-server.ts'
import { NodeProcesses, processesAt } from './node-processes.ts'

type Process = Awaited<ReturnType<NodeProcesses['start']>>

/** Where the process is reached that has a world. */
export async function holderOf(store: string, world: string): Promise<string | null> {
  const [row] = await askAt(
    store,
    `SELECT address FROM node_processes WHERE id =
      (SELECT split_part(holder, '/', 1) FROM worlds WHERE address = '${world}')`,
  )
  return typeof row?.['address'] === 'string' ? row['address'] : null
}

/** It rises whenever a process takes the world. */
export const epochOf = async (store: string, world: string): Promise<unknown> =>
  (await askAt(store, `SELECT epoch FROM worlds WHERE address = '${world}'`))[0]?.['epoch']

export const editorIn = (world: string, name = 'person'): Editor =>
  new Editor({ world, name, random: seededRandom(seedFromEnvironment()) })

export async function enter(editor: Editor, { server }: Pick<Process, 'server'>): Promise<void> {
  editor.connect(server.wsUrl)
  await until(`${editor.name} is in ${editor.world}`, () => editor.isSynced)
}

/** Waits until a process opens worlds: it has to follow the one that leads. */
export const untilOpens = (store: string, host: Process): Promise<unknown> =>
  until('worlds are opened there', async () => {
    const editor = editorIn(`tried/${Math.trunc(performance.now())}`)
    await enter(editor, host)
    const holder = await holderOf(store, editor.world)
    editor.disconnect()
    editor.doc.destroy()
    return holder === host.inside
  })

/** One node for all tests of a file, each of which asks for the processes that it needs. */
export function nodeOfFile(databases: FileDatabases): () => NodeProcesses {
  let node: NodeProcesses | null = null
  beforeAll(async () => {
    node = new NodeProcesses(await databases.newDatabase())
  })
  afterAll(() => node?.[Symbol.asyncDispose]())
  return () => {
    if (node === null) throw new Error('The node of this file was not made.')
    return node
  }
}

let names = 0
/** A name that nothing has yet in the node of a file. */
export const unused = (name: string): string => `${name}-${(names += 1)}`

/** The one that leads, and another one, which opens worlds. */
export async function twoThatOpen(node: NodeProcesses) {
  const [leading, host] = await node.running(2)
  await untilOpens(node.store, host)
  return { leading, host, store: node.store }
}

/** The one that leads, and two others, which open worlds. */
export async function threeThatOpen(node: NodeProcesses) {
  const [leading, host, third] = await node.running(3)
  await untilOpens(node.store, host)
  await untilOpens(node.store, third)
  return { leading, host, third, store: node.store }
}

/** Comes again until a world is there; answers after how many ms it was. */
export async function comeAgain(editor: Editor, at: Process): Promise<number> {
  const since = performance.now()
  const codes: (number | null)[] = []
  await until(
    'the world is there again',
    async () => {
      editor.connect(at.server.wsUrl)
      await until('it is, or not', () => editor.isSynced || editor.closedWith !== null)
      codes.push(editor.closedWith)
      return editor.isSynced
    },
    30_000,
  ).catch((cause: unknown) => {
    throw new Error(
      `${codes.length} tries, closed with ${[...new Set(codes)].join(', ')}\n${at.server.log()}`,
      { cause },
    )
  })
  return performance.now() - since
}

/**
 * Has the process that leads take a world, which is erased from: nothing is that old. Asked at any process.
 */
export async function moveToLeader(url: string, world: string, { cookie } = { cookie: '' }): Promise<void> {
  const asked = { headers: { cookie }, body: { before: 1 } }
  expect((await ask(url, `POST /api/worlds/${world}/erase`, asked)).status).toBe(200)
}

/** As an admin asks. */
export async function drain(url: string, inside: string): Promise<void> {
  const one = (await processesAt(url)).find(({ address }) => address === inside)
  expect((await ask(url, `POST /api/admin/processes/${one?.id}/drain`)).status).toBe(204)
}

/** Uses what the world is on, one time after the other. */
export function useAgainAndAgain(driver: Driver) {
  const { root } = driver.view
  if (root === null) throw new Error('a world has a root')
  const outcomes: Outcome[] = []
  const over = new AbortController()
  const done = (async () => {
    while (!over.signal.aborted) outcomes.push(await driver.act({ verb: 'use', thing: root }))
  })()
  return {
    outcomes,
    stop: () => {
      over.abort()
      return done
    },
  }
}
