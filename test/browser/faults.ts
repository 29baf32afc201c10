// The faults of a shown page by WCAG 2.2 AA, as far as a program can find them.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Further faults that axe names: landmarks with the same name, headings that leave a level out. */
export const GOOD_PRACTICE = [...RULES, 'best-practice']

/** Each fault with where it is; of the whole page, or of a part of it. */
export function faults(page: Page, part?: string, rules = RULES): Promise<string[]> {
  return faultsOf(page, part, (axe) => axe.withTags(rules))
}

async function faultsOf(page: Page, part: string | undefined, choose: Choice): Promise<string[]> {
  const found = await faultsNow(page, part, choose)
  // A notice may have come up meanwhile: a fault while it faded in is none afterwards.
  return found.length === 0 ? found : faultsNow(page, part, choose)
}

/** Chooses the rules by which axe judges. */
type Choice = (axe: AxeBuilder) => AxeBuilder

async function faultsNow(page: Page, part: string | undefined, choose: Choice): Promise<string[]> {
  await page.evaluate(hasComeIn)
  // It would open an empty page for each look, to put together what it found in frames: we have none.
  const all = choose(new AxeBuilder({ page })).setLegacyMode()
  const { violations } = await (part === undefined ? all : all.include(part)).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(' ')}: ${html.slice(0, 200)}`),
  )
}

/** The same of a part by day and by night: only its colours differ. */
export async function faultsInBothLights(page: Page, part: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const dark = await faultsOf(page, part, (axe) => axe.withRules(['color-contrast', 'link-in-text-block']))
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const light = await faults(page, part)
  return [...dark.map((fault) => `dark: ${fault}`), ...light.map((fault) => `light: ${fault}`)]
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
