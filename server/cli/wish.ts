// What somebody asked for on the command line.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parseAddress, parseArtifactId, type Address, type ArtifactId } from '../../shared/world/address.ts'

export interface ExportWish {
  readonly kind: 'export'
  readonly address: Address
  /** One thing with what is in it; null: the world. */
  readonly thing: ArtifactId | null
  /** Absolute, as are all folders here. */
  readonly data: string
  readonly out: string
}

export interface ImportWish {
  readonly kind: 'import'
  readonly from: string
  readonly address: Address
  /** The data folder, or the address of a node that has it open. */
  readonly to: { readonly data: string } | { readonly node: URL }
}

export type CliWish =
  | ExportWish
  | ImportWish
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly sentence: string }

const HELP = `Inkland: worlds as folders of Markdown files.

  npm run inkland -- export ACCOUNT/WORLD [options]          save a world as a folder
  npm run inkland -- import FOLDER ACCOUNT/WORLD [options]   make a world of a folder

  npm run inkland -- export --help, or import --help, says more.
`

const EXPORT_HELP = `Saves a world as a folder of Markdown files, one for each thing.

  npm run inkland -- export ACCOUNT/WORLD [options]

  --data ./data      the folder that holds the worlds; a node may be using it    INKLAND_DATA
  --out FOLDER       where to write; otherwise a folder called like the world.
                     Saved there again, only what changed is written, and files
                     of things that are gone are removed
  --thing ID         only this thing and what is in it
  --help             this text
`

const IMPORT_HELP = `Makes a new world of a folder of Markdown files, or of a zip of one. All of it, or nothing.

  npm run inkland -- import FOLDER ACCOUNT/WORLD [options]

  --data ./data                  the folder that holds the worlds, while no node uses it    INKLAND_DATA
  --node http://127.0.0.1:7070   the node to give it to, while one does
  --help                         this text
`

const FLAGS = {
  data: { type: 'string' },
  out: { type: 'string' },
  thing: { type: 'string' },
  node: { type: 'string' },
  help: { type: 'boolean' },
} as const

const FLAGS_OF = { export: ['data', 'out', 'thing', 'help'], import: ['data', 'node', 'help'] }

/** An argument that cannot be used, in one sentence. */
class Wrong extends Error {}

/** Reads what is wished for; `dataUsual` is the data folder when none is named. */
export function readCliWish(args: readonly string[], dataUsual: string): CliWish {
  try {
    return readWish(args, dataUsual)
  } catch (error) {
    if (error instanceof Wrong) return { kind: 'wrong', sentence: error.message }
    throw error
  }
}

function readWish(args: readonly string[], dataUsual: string): CliWish {
  const { values, positionals } = parsed(args)
  const [command, ...rest] = positionals
  if (command === undefined && (values.help === true || args.length === 0))
    return { kind: 'help', text: HELP }
  if (command !== 'export' && command !== 'import') {
    throw new Wrong(`“${command ?? args[0]}” is nothing that can be done: say export or import; see --help.`)
  }
  if (values.help === true) return { kind: 'help', text: command === 'export' ? EXPORT_HELP : IMPORT_HELP }
  for (const name of Object.keys(values)) {
    if (!FLAGS_OF[command].includes(name)) throw new Wrong(`${command} has no option --${name}; see --help.`)
  }
  const data = resolve(values.data ?? dataUsual)
  if (command === 'export') {
    const address = addressIn(rest, 0, 'export ACCOUNT/WORLD')
    const out = resolve(values.out ?? address.slice(address.indexOf('/') + 1))
    return { kind: 'export', address, thing: thingIn(values.thing), data, out }
  }
  const address = addressIn(rest, 1, 'import FOLDER ACCOUNT/WORLD')
  const to = values.node === undefined ? { data } : { node: nodeIn(values.node) }
  return { kind: 'import', from: resolve(rest[0] ?? ''), address, to }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true })
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new Wrong(`${first.replaceAll("'", '“').replace(/“([^“]*)“/g, '“$1”')}; see --help.`, {
      cause: error,
    })
  }
}

function addressIn(positionals: readonly string[], at: number, usage: string): Address {
  if (positionals.length !== at + 1) throw new Wrong(`Say ${usage}; see --help.`)
  const text = positionals[at] ?? ''
  const address = parseAddress(text)
  if (address !== null) return address
  throw new Wrong(`“${text}” is no address: that is two words with a slash between, such as ada/garden.`)
}

function thingIn(text: string | undefined): ArtifactId | null {
  if (text === undefined) return null
  const id = parseArtifactId(text)
  if (id !== null) return id
  throw new Wrong(`--thing takes the id of a thing, not “${text}”.`)
}

function nodeIn(text: string): URL {
  const url = URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol)) return new URL(url.origin)
  throw new Wrong(`--node takes an address such as http://127.0.0.1:7070, not “${text}”.`)
}
