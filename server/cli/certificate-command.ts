// `inkland certificate`: a certificate for a node at home, and an authority of its own for the visiting
// devices to trust.
import { randomBytes, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { DAY_MS } from '../../shared/time/durations.ts'
import {
  AUTHORITY_DAYS,
  CERTIFICATE_DAYS,
  makeAuthority,
  makeCertificate,
  type Authority,
} from '../tls/certificate-authority.ts'
import { dayOf } from '../tls/tls-files.ts'
import { say, WrongUse, type CliCommand } from './control/cli-command.ts'
import { orFault } from './control/cli-fault.ts'
import { systemClock as clock } from '../time/server-clock.ts'

/** More than a machine has names and addresses. */
const NAMES_MAX = 50

export const certificateCommand: CliCommand = {
  help: `Makes a certificate, so that phones and other machines can reach this node over https. Browsers give them
passkeys, and worlds that open offline, only then.

  npm run inkland -- certificate NAME... [options]

NAME is how the node is reached: a name such as laptop.local, or an IP address such as 192.168.1.5. Give all of
them. The certificate is valid for ${CERTIFICATE_DAYS} days. Run this again with the same names for a new one that devices already trust.
docs/https.md says how to trust it on each kind of device.

  --out FOLDER    where to write it; otherwise the folder certificate in the data folder
  --data ./data   the folder that holds the worlds                               INKLAND_DATA
  --help          this text
`,
  flags: { out: { type: 'string' }, data: { type: 'string' } },
  prepare(given) {
    const names = namesIn(given.rest)
    const out = resolve(given.value('out') ?? join(given.data, 'certificate'))
    return () => orFault(make(names, out))
  },
}

function namesIn(words: readonly string[]): readonly string[] {
  if (words.length === 0)
    throw new WrongUse('Use certificate NAME..., such as laptop.local 192.168.1.5; see --help.')
  if (words.length > NAMES_MAX) throw new WrongUse(`A certificate can have at most ${NAMES_MAX} names.`)
  for (const word of words) {
    // An address with a zone (fe80::1%eth0) means something on one machine only.
    const isAddress = isIP(word) !== 0 && !word.includes('%')
    if (
      !isAddress &&
      !/^(?=.{1,253}$)[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/i.test(word)
    )
      throw new WrongUse(`“${word}” is neither a name nor an IP address: leave out https:// and the port.`)
  }
  return [...new Set(words.map((word) => word.toLowerCase()))]
}

async function make(names: readonly string[], out: string): Promise<void> {
  const making = { names, now: clock.now(), random: (bytes: number) => randomBytes(bytes) }
  mkdirSync(out, { recursive: true, mode: 0o700 })
  const file = (name: string) => join(out, name)
  const known = knownAuthority(file, names, making.now)
  const authority = known ?? (await makeAuthority(making))
  const { cert, key } = await makeCertificate(making, authority)
  if (known === null) {
    write(file('authority.key'), authority.key, 0o600)
    write(file('authority.crt'), authority.cert, 0o644)
    write(file('names.txt'), `${names.join('\n')}\n`, 0o644)
  }
  // A node that looks in between finds two that do not belong together, goes on with those before, and looks
  // again.
  write(file('node.key'), key, 0o600)
  write(file('node.crt'), cert, 0o644)
  tell({ names, out, isNew: known === null, now: making.now })
}

/** The authority that is there, if it may vouch for these names and is not near its end. */
function knownAuthority(
  file: (name: string) => string,
  names: readonly string[],
  now: number,
): Authority | null {
  try {
    const read = (name: string) => readFileSync(file(name), 'utf8')
    if (read('names.txt').trim().split('\n').toSorted().join() !== names.toSorted().join()) return null
    const authority = { cert: read('authority.crt'), key: read('authority.key') }
    const endsAt = Date.parse(new X509Certificate(authority.cert).validTo)
    return endsAt > now + CERTIFICATE_DAYS * DAY_MS ? authority : null
  } catch {
    return null
  }
}

/** Whole or not at all, and never readable by others in between. */
function write(file: string, text: string, mode: number): void {
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, text, { mode, flag: 'wx' })
  renameSync(temporary, file)
}

function tell({
  names,
  out,
  isNew,
  now,
}: {
  names: readonly string[]
  out: string
  isNew: boolean
  now: number
}): void {
  const shown = (name: string) => relative(process.cwd(), join(out, name)) || name
  say(`Made a certificate for ${names.join(', ')}, until ${dayOf(now + CERTIFICATE_DAYS * DAY_MS)}.`)
  say(`\nStart the node with it; one that is already running with it picks it up by itself:\n`)
  say(`  npm start -- --host 0.0.0.0 --tls-cert ${shown('node.crt')} --tls-key ${shown('node.key')}`)
  if (isNew) {
    say(
      `\nOnce on each device that comes here, until ${dayOf(now + AUTHORITY_DAYS * DAY_MS)}: trust ${shown('authority.crt')}.`,
    )
    say('docs/https.md says how. It is trusted for these names and no others; its key stays here.')
  } else {
    say('\nDevices that trust the authority trust this one too.')
  }
}
