// The request on the command line: which command, and its arguments. A command is loaded when it is asked
// for.
import { prepare, WrongUse, type CliCommand } from './control/cli-command.ts'

interface ListedCommand {
  /** The words behind the name. */
  readonly takes: string
  /** One line for the list of all commands. */
  readonly about: string
  readonly load: () => Promise<CliCommand>
}

const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  export: {
    takes: 'ACCOUNT/WORLD',
    about: 'save a world as a folder of Markdown files',
    load: async () => (await import('./export-command.ts')).exportCommand,
  },
  page: {
    takes: 'ACCOUNT/WORLD',
    about: 'save a world as one HTML file, to be read by anybody',
    load: async () => (await import('./page-command.ts')).pageCommand,
  },
  import: {
    takes: 'FOLDER ACCOUNT/WORLD',
    about: 'create a world from a folder',
    load: async () => (await import('./import-command.ts')).importCommand,
  },
  backup: {
    takes: 'FOLDER',
    about: 'save everything, while the node runs',
    load: async () => (await import('./backup-command.ts')).backupCommand,
  },
  restore: {
    takes: 'BACKUP',
    about: 'restore a backup into a data folder',
    load: async () => (await import('./restore-command.ts')).restoreCommand,
  },
  move: {
    takes: '--to STORE',
    about: 'move everything between SQLite and PostgreSQL',
    load: async () => (await import('./move-command.ts')).moveCommand,
  },
  take: {
    takes: 'BACKUP ACCOUNT/WORLD --out FILE',
    about: 'take one world out of a backup, as a file',
    load: async () => (await import('./take-command.ts')).takeCommand,
  },
  certificate: {
    takes: 'NAME...',
    about: 'make a certificate for https at home',
    load: async () => (await import('./certificate-command.ts')).certificateCommand,
  },
  account: {
    takes: 'list',
    about: 'manage accounts, and end them',
    load: async () => (await import('./account-command.ts')).accountCommand,
  },
  group: {
    takes: 'list',
    about: 'manage groups of accounts, such as classes',
    load: async () => (await import('./group-command.ts')).groupCommand,
  },
  world: {
    takes: 'list',
    about: 'manage worlds',
    load: async () => (await import('./world-command.ts')).worldCommand,
  },
  invite: {
    takes: '--by NAME',
    about: 'create an invitation link',
    load: async () => (await import('./invite-command.ts')).inviteCommand,
  },
  clock: {
    takes: '[trust]',
    about: 'whether the clock is believed, and that it is right',
    load: async () => (await import('./clock-command.ts')).clockCommand,
  },
  peer: {
    takes: 'new-key',
    about: 'give the node a new key',
    load: async () => (await import('./peer-command.ts')).peerCommand,
  },
  doctor: {
    takes: '',
    about: 'check that a data folder is in order',
    load: async () => (await import('./doctor-command.ts')).doctorCommand,
  },
}

/** Its options are those of the node itself. */
const SERVE = 'serve'

type CommandRequest =
  /** The node reads its arguments by itself. */
  | { readonly kind: 'serve' }
  | { readonly kind: 'run'; readonly command: string; readonly run: () => Promise<void> }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly sentence: string }

/** Reads what is wished for; `dataUsual` is the data folder when none is named. */
export async function readCommandRequest(
  args: readonly string[],
  dataUsual: string,
): Promise<CommandRequest> {
  const [command, ...rest] = args
  if (command === undefined || command === '--help' || command === 'help')
    return { kind: 'help', text: help() }
  if (command === SERVE) return { kind: 'serve' }
  const listed = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined
  if (listed === undefined) {
    const sentence = `“${command}” is not a command. See --help for a list.`
    return { kind: 'wrong', sentence }
  }
  try {
    const loaded = await listed.load()
    const run = prepare(command, loaded, rest, dataUsual)
    return run === null ? { kind: 'help', text: loaded.help } : { kind: 'run', command, run }
  } catch (error) {
    if (error instanceof WrongUse) return { kind: 'wrong', sentence: error.message }
    throw error
  }
}

function help(): string {
  const calls = [
    [SERVE, { takes: '[options]', about: 'run a node, as npm start does' }] as const,
    ...Object.entries(COMMANDS),
  ].map(([name, { takes, about }]) => [`${name} ${takes}`.trim(), about] as const)
  const width = Math.max(...calls.map(([call]) => call.length))
  const lines = calls.map(([call, about]) => `  npm run inkland -- ${call.padEnd(width)}   ${about}`)
  return `Inkland: worlds you write.\n\n${lines.join('\n')}\n\n  COMMAND --help says more about each.\n`
}
