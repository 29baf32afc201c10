// Other places to sign in with, as an administrator writes them down: JSON, read at the start, with a clear
// sentence for each mistake in it. The sentence never holds a secret.
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { z } from 'zod'
import { PROVIDER_ID } from '../../../shared/wire/api/account-bodies.ts'

/** Each has a button on the sign-in screen. */
const PROVIDERS_MAX = 10
const TEXT_MAX = 500

export interface Provider {
  /** Stands in addresses. */
  readonly id: string
  /** Stands on the button. */
  readonly name: string
  /** Without a slash at its end, unless that is how it calls itself. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** The scopes to ask for, `openid` among them. */
  readonly scopes: readonly string[]
}

/** A mistake in the file, in one sentence. */
export class ProviderFault extends Error {}

const text = (what: string) =>
  z
    .string(`${what} is missing, or is no text`)
    .trim()
    .min(1, `${what} is empty`)
    .max(TEXT_MAX, `${what} has more than ${TEXT_MAX} characters`)

const ProviderText = z.strictObject(
  {
    id: z
      .string('"id" is missing, or is no text')
      .regex(PROVIDER_ID, '"id" is up to 32 small letters, digits and dashes, such as school'),
    name: text('"name"').max(60, '"name" has more than 60 characters, and has to fit on a button'),
    issuer: text('"issuer"').refine(
      isIssuer,
      '"issuer" is an https address such as https://login.my.school, without a query (http is for this machine only)',
    ),
    clientId: text('"clientId"'),
    clientSecret: text('"clientSecret"'),
    scopes: text('"scopes"').default('openid profile'),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `"${issue.keys.join('", "')}" is nothing that is known there`
        : undefined,
  },
)

/**
 * Reads the list of providers in a file, or a list that is given as it is; throws a {@link ProviderFault}.
 */
export function readProviders(fileOrJson: string): readonly Provider[] {
  if (fileOrJson.trim() === '') return []
  return parseProviders(fileOrJson.trimStart().startsWith('[') ? fileOrJson : readFile(fileOrJson))
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ProviderFault(`the file ${path} cannot be read`, { cause: error })
  }
}

/** Reads a JSON list of providers; throws a {@link ProviderFault}. */
export function parseProviders(json: string): readonly Provider[] {
  const list = z.array(z.unknown()).safeParse(readJson(json))
  if (!list.success) throw new ProviderFault('it is not a list of providers: [{ "id": …, "issuer": … }, …]')
  if (list.data.length > PROVIDERS_MAX) throw new ProviderFault(`it has more than ${PROVIDERS_MAX} providers`)
  const providers = list.data.map(parseProvider)
  for (const key of ['id', 'name'] as const) {
    const twice = providers.find((one, at) => providers.findIndex((other) => other[key] === one[key]) !== at)
    if (twice) throw new ProviderFault(`two of its providers have the ${key} "${twice[key]}"`)
  }
  return providers
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // The parser's message quotes the text that it could not read: a secret, maybe.
    throw new ProviderFault('it is not JSON')
  }
}

function parseProvider(raw: unknown, at: number): Provider {
  const read = ProviderText.safeParse(raw)
  if (!read.success) {
    throw new ProviderFault(`of provider ${at + 1}, ${read.error.issues[0]?.message ?? 'something is wrong'}`)
  }
  const scopes = read.data.scopes.split(/\s+/u)
  if (!scopes.includes('openid')) throw new ProviderFault(`of provider ${at + 1}, "scopes" lacks "openid"`)
  return { ...read.data, scopes }
}

function isIssuer(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname))
}

/** Whether a host of an address is this machine, whose traffic nobody else reads. */
export function isThisMachine(host: string): boolean {
  if (host === 'localhost' || host === '[::1]') return true
  return isIP(host) === 4 && host.startsWith('127.')
}
