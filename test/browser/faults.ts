// The faults of a shown page by WCAG 2.2 AA, as far as a program can find them.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Further faults that axe names: landmarks with the same name, headings that leave a level out. */
export const GOOD_PRACTICE = [...RULES, 'best-practice']

/** Each fault with where it is; of the whole page, or of a part of it. */
export async function faults(page: Page, part?: string, rules = RULES): Promise<string[]> {
  const found = await faultsNow(page, part, rules)
  // A notice may have come up meanwhile: a fault while it faded in is none afterwards.
  return found.length === 0 ? found : faultsNow(page, part, rules)
}

async function faultsNow(page: Page, part: string | undefined, rules: string[]): Promise<string[]> {
  await page.evaluate(hasComeIn)
  const all = new AxeBuilder({ page }).withTags(rules)
  const { violations } = await (part === undefined ? all : all.include(part)).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(' ')}: ${html.slice(0, 200)}`),
  )
}

/** The same of a part by day and by night. */
export async function faultsInBothLights(page: Page, part: string): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    found.push(...(await faults(page, part)).map((fault) => `${colorScheme}: ${fault}`))
  }
  return found
}

/** In the page: waits until what comes and goes has done so, since what fades has less contrast. */
async function hasComeIn(): Promise<void> {
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))
  const moving = (): Animation[] =>
    document.getAnimations().filter(({ playState, effect }) => {
      const { endTime, delay } = effect?.getComputedTiming() ?? {}
      return playState === 'running' && delay === 0 && endTime !== Infinity
    })
  while (document.querySelector('[data-starting-style], [data-ending-style]') !== null) await frame()
  await Promise.allSettled(moving().map(({ finished }) => finished))
}
