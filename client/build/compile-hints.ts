// Tells the browser which scripts run nearly whole before a world shows. It then compiles their functions
// where it reads the file, beside the page; left to itself it would stop the page for each of a thousand of
// them, as they are called.
import type { Rolldown } from 'vite'
import { FIRST } from './chunk-groups.ts'

/**
 * Chromium's hint (https://v8.dev/blog/explicit-compile-hints), which others take for a comment. It has to
 * come first.
 */
const HINT = '//# allFunctionsCalledOnLoad'

/** The comment before a script. */
export const compileHint = ({ name }: Rolldown.RenderedChunk): string => (FIRST.has(name) ? HINT : '')
