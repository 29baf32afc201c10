// `inkland import`: a new world of a folder of Markdown files, or of a zip of one.
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import * as Y from 'yjs'
import { sceneFromFolder } from '../../shared/folder/grow-scene.ts'
import { leftOutWords } from '../../shared/folder/format/left-out-files.ts'
import { problemWords } from '../../shared/folder/format/folder-problem.ts'
import { readFolder, type Folder } from '../../shared/folder/read-folder.ts'
import { isTooLarge, splitFiles, whyTooLarge } from '../../shared/folder/world-size.ts'
import { ENCODINGS, parseNameEncoding, type NameEncoding } from '../../shared/folder/zip-names.ts'
import { wordFrom, type Address } from '../../shared/world/address.ts'
import { givenPassword } from '../config/node-config.ts'
import { askPassword } from './password-prompt.ts'
import {
  addressIn,
  restAt,
  say,
  warn,
  WrongUse,
  STORE_FLAG,
  type CliCommand,
  type StorePlace,
} from './control/cli-command.ts'
import { readFiles } from './world-folder.ts'
import { CliFault } from './control/cli-fault.ts'
import { giveToFolder, giveToNode } from './control/give-world.ts'
import { asAccount, NOBODY, type NodeRequest } from './control/node-session.ts'

const USAGE = 'import FOLDER ACCOUNT/WORLD'

export const importCommand: CliCommand = {
  help: `Creates a new world from a folder of Markdown files, or a zip of one. Either everything is imported or nothing.

  npm run inkland -- import FOLDER ACCOUNT/WORLD [options]

  --data ./data                  the folder that holds the worlds, while no node uses it    INKLAND_DATA
  --store STORE                  the database that has them, if one has                     INKLAND_STORE
  --node http://127.0.0.1:7070   the node to give it to, while one does
  --as NAME                      in a node with accounts: whose account gives it. The password
                                 is asked for, or taken from INKLAND_PASSWORD
  --split                        each folder in it becomes a world of its own, called
                                 ACCOUNT/WORLD-FOLDER: for more than one world holds
  --run-code                     the code on its pages runs at once; else it sleeps until
                                 somebody lets it run
  --names ENCODING               how the names in a zip are written that does not say it: cp437,
                                 shift_jis or gbk. Otherwise that is guessed, and told
  --help                         this text
`,
  flags: {
    data: { type: 'string' },
    ...STORE_FLAG,
    node: { type: 'string' },
    as: { type: 'string' },
    split: { type: 'boolean' },
    'run-code': { type: 'boolean' },
    names: { type: 'string' },
  },
  prepare(given) {
    const from = resolve(restAt(given, 0, 2, USAGE))
    const address = addressIn(restAt(given, 1, 2, USAGE))
    const node = given.value('node')
    const as = given.value('as') ?? null
    if (node === undefined && as !== null) throw new WrongUse('--as needs --node; see --help.')
    const to = node === undefined ? { place: given.place } : { node: nodeIn(node), as }
    const wish = {
      from,
      address,
      isSplit: given.has('split'),
      runsCode: given.has('run-code'),
      encoding: encodingIn(given.value('names')),
    }
    return () => importWorlds(wish, to)
  },
}

/** The data folder, or the address of a node that has it open. */
type Receiver = { readonly place: StorePlace } | { readonly node: URL; readonly as: string | null }

interface ImportWish {
  readonly from: string
  readonly address: Address
  /** Each folder in it becomes a world of its own. */
  readonly isSplit: boolean
  /** Else its code sleeps until somebody lets it run. */
  readonly runsCode: boolean
  /** Null: guessed. */
  readonly encoding: NameEncoding | null
}

interface WorldOfFiles {
  readonly address: Address
  readonly folder: Folder
  readonly scene: Y.Doc
}

/** All are read, and small enough, before the first is made. */
async function importWorlds(wish: ImportWish, to: Receiver): Promise<void> {
  const files = await readFiles(wish.from, wish.encoding)
  const parts = wish.isSplit ? splitFiles(files) : new Map([['', files]])
  const addresses = new Set<Address>()
  const worlds = [...parts].map(([part, those]): WorldOfFiles => {
    const address = part === '' ? wish.address : addressFor(wish.address, part, addresses)
    addresses.add(address)
    const folder = folderOf(those)
    const scene = sceneFromFolder(folder, null, (bytes) => randomBytes(bytes), wish.runsCode)
    const tooLarge = whyTooLarge(Y.encodeStateAsUpdate(scene).length)
    if (tooLarge !== null) throw new CliFault(`${address}: ${tooLarge}\n${NOTHING}`)
    return { address, folder, scene }
  })
  if ('place' in to) return giveAll(worlds, wish, (given, address) => giveToFolder(given, address, to.place))
  const { node, as } = to
  const through = (asking: NodeRequest): Promise<void> =>
    giveAll(worlds, wish, (given, address) => giveToNode(given, address, node, asking))
  if (as === null) return through(NOBODY)
  const password = givenPassword() ?? (await askPassword(`Password of ${as} at ${node.host}: `))
  await asAccount(node, as, password, through)
}

const NOTHING = 'Nothing was imported.'
const SPLIT = 'With --split each of its folders becomes a world of its own.'

/** Of two folders that would get the same address, the second gets a number. */
function addressFor(address: Address, part: string, taken: ReadonlySet<Address>): Address {
  const [account = '', name = ''] = address.split('/')
  for (let turn = 1; ; turn += 1) {
    const wanted = addressIn(`${account}/${wordFrom(`${name}-${part}`, name)}${turn === 1 ? '' : `-${turn}`}`)
    if (!taken.has(wanted)) return wanted
  }
}

async function giveAll(
  worlds: readonly WorldOfFiles[],
  { from, runsCode }: ImportWish,
  give: (given: Parameters<typeof giveToFolder>[0], address: Address) => Promise<void>,
): Promise<void> {
  for (const { address, folder, scene } of worlds) {
    await give({ scene, pictures: folder.pictures }, address)
    for (const note of folder.notes) warn(note)
    for (const file of folder.leftOut) warn(`Left out ${leftOutWords(file)}`)
    if (folder.withCode > 0 && !runsCode) {
      warn(
        `Code on pages: ${folder.withCode}. It sleeps until somebody lets it run, or import with --run-code.`,
      )
    }
    const { length } = folder.things
    say(`Created ${address} from ${from}: ${length === 1 ? '1 thing' : `${length} things`}.`)
  }
}

function folderOf(files: Parameters<typeof readFolder>[0]): Folder {
  const read = readFolder(files)
  if (read.ok) return read.folder
  const lines = [...read.problems.map(problemWords), ...(isTooLarge(files) ? [SPLIT] : []), NOTHING]
  throw new CliFault(lines.join('\n'))
}

function encodingIn(text: string | undefined): NameEncoding | null {
  const encoding = text === undefined ? null : parseNameEncoding(text)
  if (text === undefined || encoding !== null) return encoding
  throw new WrongUse(`--names takes ${ENCODINGS.join(', ')}, not “${text}”.`)
}

function nodeIn(text: string): URL {
  const url = URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol)) return new URL(url.origin)
  throw new WrongUse(`--node takes an address such as http://127.0.0.1:7070, not “${text}”.`)
}
