// The servers that the bench measures: how each is started, and whether it stores data.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startDatabase } from './database.ts'
import { startFirst, startRedis } from './several.ts'
import type { Dialect, ServerProcess } from './generator/client.ts'

export interface System {
  readonly name: Dialect
  /** As the tables call it. */
  readonly title: string
  /** Whether documents outlive the process. */
  readonly stores: boolean
  /** What runs the program; Node, unless given. */
  readonly runtime?: string
  /**
   * The program that it runs: it listens on a free port of 127.0.0.1, says its address in a line, keeps its
   * data in `folder`.
   */
  command(folder: string): string[]
  /** Starts what it needs beside it. */
  beside?(): Promise<Beside>
}

/** Another server that a system needs, on the same core. */
export interface Beside {
  /** Where the system finds it. */
  readonly environment: Readonly<Record<string, string>>
  /** What the system is started with so that it finds the others. */
  readonly args?: readonly string[]
  /** Time that all its processes have run so far, in ms. */
  work(): number
  /** Other processes of the system itself, to which clients may come as well; the first one leads. */
  readonly others?: readonly ServerProcess[]
  stop(): Promise<void>
}

const peer = (name: string): string => fileURLToPath(new URL(`peers/${name}.mjs`, import.meta.url))
const server = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const LISTEN = ['--port', '0', '--host', '127.0.0.1']

export const INKLAND: System = {
  name: 'inkland',
  title: 'Inkland',
  stores: true,
  command: (folder) => [server, ...LISTEN, '--access', 'open', '--data', folder],
}

/** With a database server of its own, as PostgreSQL comes: a commit is on its disk when it is answered. */
export const INKLAND_ON_POSTGRES: System = {
  ...INKLAND,
  title: 'Inkland on PostgreSQL',
  beside: startDatabase,
}

/** Processes of one node, on one database. */
export const inklandProcesses = (count: number): System => ({
  ...INKLAND,
  title: `Inkland, ${countOf(count)}`,
  beside: () => startFirst(count - 1, INKLAND),
})

const countOf = (count: number): string => (count === 1 ? 'one process' : `${count} processes`)

/** Another commit of Inkland, checked out and built in `folder`, started as its own `npm start` does. */
export function inklandIn(folder: string): System {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  const options = scripts.start
    .split(' ')
    .slice(1)
    .map((word) => (word.startsWith('./') ? pathToFileURL(join(folder, word)).href : word))
  const main = join(folder, options.pop() ?? '')
  return {
    ...INKLAND,
    title: 'the other Inkland',
    command: (data) => [...options, main, ...LISTEN, '--access', 'open', '--data', data],
  }
}

export const HOCUSPOCUS: System = {
  name: 'hocuspocus',
  title: 'Hocuspocus + SQLite',
  stores: true,
  command: (folder) => [peer('hocuspocus'), '0', folder],
}

/** It joins what comes within 10 ms, which its documentation has for many changes at once. */
export const HOCUSPOCUS_JOINING: System = {
  ...HOCUSPOCUS,
  title: 'Hocuspocus, flushDelay 10',
  command: (folder) => [peer('hocuspocus'), '0', folder, '10'],
}

/** On Bun, whose sockets are uWebSockets. */
export const HOCUSPOCUS_ON_BUN: System = {
  ...HOCUSPOCUS,
  title: 'Hocuspocus on Bun',
  runtime: fileURLToPath(new URL('peers/node_modules/.bin/bun', import.meta.url)),
  command: (folder) => [peer('hocuspocus-bun'), '0', folder],
}

/** Servers with Hocuspocus' extension for Redis between them, and a SQLite database each. */
export const hocuspocusProcesses = (count: number): System => {
  const one = {
    ...HOCUSPOCUS,
    title: `Hocuspocus + Redis, ${countOf(count)}`,
    command: (folder: string) => [peer('hocuspocus-redis'), '0', folder],
  }
  return { ...one, beside: () => startRedis(count - 1, one) }
}

export const Y_WEBSOCKET: System = {
  name: 'y-websocket',
  title: 'y-websocket server',
  stores: false,
  command: () => [peer('y-websocket'), '0'],
}

export const RELAY: System = {
  name: 'relay',
  title: 'bare relay',
  stores: false,
  command: () => [peer('relay'), '0'],
}

export const COLYSEUS: System = {
  name: 'colyseus',
  title: 'Colyseus',
  stores: false,
  command: () => [peer('colyseus'), '0'],
}
