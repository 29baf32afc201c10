// Networks of their own for two nodes, in a network that is already apart from the machine's: each node
// reaches the other by one cable, and the test by another.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'

/** The name that the other node has for it, and the address where the test finds it. */
export interface Home {
  readonly name: string
  readonly outside: string
  /** The process that keeps its network. */
  readonly keeper: ChildProcess
}

export const PORT = 7070

function run(command: string, ...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, words)
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${String(stderr)}`)
}

const inside = ({ keeper }: Pick<Home, 'keeper'>, ...words: readonly string[]): void =>
  run('nsenter', '-n', '-t', String(keeper.pid), ...words)

function homeOf(number: number): Home {
  const keeper = spawn('unshare', ['-n', 'sleep', 'infinity'], { stdio: 'ignore' })
  process.once('exit', () => keeper.kill('SIGKILL'))
  return { name: `10.77.0.${number}`, outside: `10.77.${number}.2`, keeper }
}

/** Makes both, joined; `keeper` processes end with this one. */
export async function makeHomes(): Promise<readonly [Home, Home]> {
  run('ip', 'link', 'set', 'lo', 'up')
  const homes = [homeOf(1), homeOf(2)] as const
  // A process is a moment in the network that it leaves.
  await new Promise((resolve) => setTimeout(resolve, 500))
  for (const [at, home] of homes.entries()) {
    const [near, far] = [`test-${at}`, `home-${at}`]
    run('ip', 'link', 'add', near, 'type', 'veth', 'peer', 'name', far)
    run('ip', 'link', 'set', far, 'netns', String(home.keeper.pid))
    run('ip', 'addr', 'add', `10.77.${at + 1}.1/24`, 'dev', near)
    run('ip', 'link', 'set', near, 'up')
    inside(home, 'ip', 'link', 'set', 'lo', 'up')
    inside(home, 'ip', 'addr', 'add', `${home.outside}/24`, 'dev', far)
    inside(home, 'ip', 'link', 'set', far, 'up')
  }
  run('ip', 'link', 'add', 'cable-0', 'type', 'veth', 'peer', 'name', 'cable-1')
  for (const [at, home] of homes.entries()) {
    run('ip', 'link', 'set', `cable-${at}`, 'netns', String(home.keeper.pid))
    inside(home, 'ip', 'addr', 'add', `${home.name}/24`, 'dev', `cable-${at}`)
    inside(home, 'ip', 'link', 'set', `cable-${at}`, 'up')
  }
  return homes
}

/** Pulls the cable, or puts it in again: bytes on the way are lost, and nobody is told. */
export const setCable = ([home]: readonly [Home, Home], isIn: boolean): void =>
  inside(home, 'ip', 'link', 'set', 'cable-0', isIn ? 'up' : 'down')

/** Delays what goes over the cable; false where the kernel has no such thing. */
export function delayCable([one, other]: readonly [Home, Home], delayMs: number): boolean {
  try {
    for (const [at, home] of [one, other].entries())
      inside(
        home,
        'tc',
        'qdisc',
        'add',
        'dev',
        `cable-${at}`,
        'root',
        'netem',
        'delay',
        `${delayMs}ms`,
        '10ms',
      )
    return true
  } catch {
    return false
  }
}
