export const SHELL: string
export function wholeBrowser(): string | undefined
export function testBrowser(): string | undefined
