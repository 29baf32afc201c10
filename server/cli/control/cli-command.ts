// A command of the command line: its name, its arguments, and its work.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { usualStore } from '../../config/node-config.ts'
import { insideNow } from './running-node-command.ts'
import {
  parseAddress,
  parseArtifactId,
  type Address,
  type ArtifactId,
} from '../../../shared/world/address.ts'

export interface CliCommand {
  /** All that `--help` says of it. */
  readonly help: string
  /** The options it has, beside `--help`. */
  readonly flags: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>
  /** Reads what it was given, and answers what is to be done; throws a WrongUse. */
  prepare(given: CommandArguments): () => Promise<void>
}

/** The words behind the name of a command. */
export interface CommandArguments {
  readonly rest: readonly string[]
  /** The value of an option; undefined when it was not said. */
  value(flag: string): string | undefined
  readonly has: (flag: string) => boolean
  /** The data folder, absolute: that of `--data`, or the default. */
  readonly data: string
  /** The same folder, and where its worlds are: as `--store` says it, or the default. */
  readonly place: StorePlace
}

/** Where a node keeps what it has. */
export interface StorePlace {
  readonly data: string
  /** `sqlite`, or the address of a database. */
  readonly store: string
}

/** The option of all commands that open the store of a node. */
export const STORE_FLAG = { store: { type: 'string' } } as const

/** An argument that cannot be used, in one sentence. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse'
}

/** Prints a line for the person who gave the command. */
export function say(line: string): void {
  const inside = insideNow()
  if (inside === null) process.stdout.write(`${line}\n`)
  else inside.say(line)
}
export const warn = (line: string): void => void process.stderr.write(`${line}\n`)

/**
 * Prepares a command with the arguments behind its name; throws a WrongUse. Null when its help is asked for.
 */
export function prepare(
  name: string,
  command: CliCommand,
  args: readonly string[],
  dataUsual: string,
): (() => Promise<void>) | null {
  const { values, positionals } = parsed(name, command.flags, args)
  if (values['help'] === true) return null
  const value = (flag: string): string | undefined => {
    const found = values[flag]
    return typeof found === 'string' ? found : undefined
  }
  const data = resolve(value('data') ?? dataUsual)
  return command.prepare({
    rest: positionals,
    value,
    has: (flag) => values[flag] === true,
    data,
    place: { data, store: storeIn(value('store')) },
  })
}

function storeIn(said: string | undefined): string {
  if (said === undefined) return usualStore()
  if (insideNow() === null && /:\/\/[^/@]*:[^@]*@/.test(said)) warn(PASSWORD_SHOWN)
  return said
}

const PASSWORD_SHOWN =
  'The password of the database is on the command line, which others on this machine can read. Better say the address as INKLAND_STORE.'

interface Parsed {
  readonly values: Readonly<Record<string, unknown>>
  readonly positionals: readonly string[]
}

function parsed(name: string, flags: CliCommand['flags'], args: readonly string[]): Parsed {
  const options: CliCommand['flags'] = { ...flags, help: { type: 'boolean' } }
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'option' && !Object.hasOwn(options, token.name)) {
      throw new WrongUse(`${name} has no option ${token.rawName}; see --help.`)
    }
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new WrongUse(`${first.replaceAll(/'([^']*)'/g, '“$1”')}; see --help.`, { cause: error })
  }
}

/** The only argument, or the one at a place; throws a WrongUse that says how the command is used. */
export function restAt({ rest }: CommandArguments, at: number, count: number, usage: string): string {
  const text = rest[at]
  if (rest.length === count && text !== undefined) return text
  throw new WrongUse(`Use ${usage}; see --help.`)
}

/** Reads an address; throws a WrongUse. */
export function addressIn(text: string): Address {
  const address = parseAddress(text)
  if (address !== null) return address
  throw new WrongUse(
    `“${text}” is not an address: it must be two words with a slash between them, such as ada/garden.`,
  )
}

/** The thing that `--thing` names; null without one. Throws a WrongUse. */
export function thingIn(text: string | undefined): ArtifactId | null {
  if (text === undefined) return null
  const id = parseArtifactId(text)
  if (id !== null) return id
  throw new WrongUse(`--thing takes the id of a thing, not “${text}”.`)
}
