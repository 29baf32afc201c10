// People with accounts at browsers: each in their own context, signed in already.
import type { Browser } from '@playwright/test'
import { Sharing } from '../../shared/wire/api/sharing-bodies.ts'
import { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { told, type Somebody } from '../accounts.ts'
import { Person } from './person.ts'

/** Somebody's browser, which shows nothing yet. */
export async function atBrowser(
  browser: Browser,
  url: string,
  somebody: Somebody,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Person> {
  const context = await browser.newContext({ baseURL: url, ...options })
  await context.addCookies([...somebody.cookies])
  return new Person(context, await context.newPage())
}

/** Makes a world; the answer is its address. */
export async function worldOf(owner: Somebody, title: string): Promise<string> {
  return WorldSummary.parse(await told(await owner.ask('POST', '/api/worlds', { title }))).address
}

/** Gives somebody a right in a world, without a browser. */
export async function letIn(
  owner: Somebody,
  world: string,
  account: string,
  right: string,
): Promise<Sharing> {
  const path = `/api/worlds/${world}/sharing/people/${account}`
  return Sharing.parse(await told(await owner.ask('PUT', path, { right })))
}
