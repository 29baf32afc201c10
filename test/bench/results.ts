// RESULTS.md: a section for each scenario, with its table and when that was measured.

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

function sectionsOf(text: string): [name: string, section: string][] {
  const [, ...sections] = `\n${text}`.split(`\n${BEGINS}`)
  return sections.map((section) => [section.split('\n', 1)[0] ?? '', `${BEGINS}${section.trimEnd()}`])
}
