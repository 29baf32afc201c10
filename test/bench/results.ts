// RESULTS.md: a section for each scenario: its table, when it was measured, how slow the machine was then.

const HEAD =
  '# What the bench measured\n\n`npm run bench -- --keep`. Median, and in brackets the least and the most.'
const BEGINS = '## '

/**
 * The results with that section in place of the older one of the same name. `names`: all scenarios, in their
 * order; what is of no scenario is left out.
 */
export function withSection(results: string, section: string, names: readonly string[]): string {
  const sections = new Map([...sectionsOf(results), ...sectionsOf(section)])
  const kept = names.flatMap((name) => sections.get(name) ?? [])
  return `${[HEAD, ...kept].join('\n\n')}\n`
}

/** By the names of their scenarios, in the order in which they stand. */
export function sectionsOf(results: string): Map<string, string> {
  const [, ...sections] = `\n${results}`.split(`\n${BEGINS}`)
  return new Map(
    sections.map((section) => [section.split('\n', 1)[0] ?? '', `${BEGINS}${section.trimEnd()}`]),
  )
}

/** How a section says that; `slowness`: of test/fault/machine-speed.ts. */
export const slownessWords = (slowness: number): string =>
  `work takes ${slowness.toFixed(1)} times as long as on the usual machine`
