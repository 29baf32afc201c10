// `inkland/bot`: a program in Node that acts in a world as a person does, and is the same person each time it
// is started.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { WebSocket } from 'ws'
import { connect, type ConnectOptions, type Driver } from '../shared/driver/connect.ts'

export type { Artifact, Driver, DriverEvents, Outcome, Which } from '../shared/driver/connect.ts'

/**
 * Sessions by node and name. Everybody who reads it can act as these bots: it is for the user alone who runs
 * them.
 */
const SESSIONS = '.inkland-bots.json'
const USER_ONLY = 0o600

export type BotOptions = Omit<ConnectOptions, 'platform' | 'WebSocket' | 'session'>

/**
 * Comes to a node as a guest of this name, or with `password` as the account. The session stays in
 * `.inkland-bots.json` in the working folder, so that a guest keeps its home and the things that it holds.
 * Rejects with a sentence, as `connect` does, and when that file cannot be read or written.
 */
export async function startBot(options: BotOptions): Promise<Driver> {
  const sessions = readSessions()
  const who = `${options.name} at ${options.server}`
  const bot = await connect({ ...options, session: sessions[who], platform: globalThis, WebSocket })
  if (bot.session !== sessions[who]) writeSessions({ ...readSessions(), [who]: bot.session })
  return bot
}

type Sessions = Readonly<Record<string, string>>

function readSessions(): Sessions {
  let text: string
  try {
    text = readFileSync(SESSIONS, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
      return Object.fromEntries(
        Object.entries(read).flatMap(([who, session]) =>
          typeof session === 'string' ? [[who, session]] : [],
        ),
      )
    }
  } catch {
    // Told below.
  }
  throw new Error(`${SESSIONS} cannot be read. Delete it: the bot comes as somebody new then.`)
}

function writeSessions(sessions: Sessions): void {
  const temporary = `${SESSIONS}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(sessions, null, 2)}\n`, { mode: USER_ONLY })
  renameSync(temporary, SESSIONS)
}
