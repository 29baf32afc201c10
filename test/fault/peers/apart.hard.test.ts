// Two nodes on networks of their own, joined by one cable that is pulled while things change hands. Needs
// rights over networks (`unshare -n`, iproute2): where the machine gives none, this says so and proves
// nothing.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { seedFromEnvironment } from '../../simulation/random.ts'

const MAIN = fileURLToPath(new URL('./apart.ts', import.meta.url))
const LIMIT_MS = 600_000

/** Why this machine cannot do it; null: it can. */
function whyNot(): string | null {
  if (process.platform !== 'linux') return 'only Linux has networks of this kind'
  const tried = spawnSync('unshare', [
    '-n',
    'ip',
    'link',
    'add',
    'one-end',
    'type',
    'veth',
    'peer',
    'name',
    'other-end',
  ])
  if (tried.error !== undefined) return 'there is no unshare here; install util-linux'
  if (tried.status !== 0)
    return `networks cannot be made here: ${String(tried.stderr).trim() || 'install iproute2'}`
  return null
}

const why = whyNot()
if (why !== null) console.warn(`Nodes on networks of their own were not tried: ${why}.`)

test.skipIf(why !== null)(
  `[N41] [N61] nodes on networks of their own, whose cable is pulled${why === null ? '' : ` (not tried: ${why})`}`,
  { timeout: LIMIT_MS },
  async () => {
    // All of it in a network of its own: nothing of this machine's is touched.
    const child = spawn('unshare', ['-n', process.execPath, MAIN, String(seedFromEnvironment())], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [said, trouble, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ])
    expect(code, trouble).toBe(0)
    console.info(said.trim().split('\n').at(-1))
  },
)
