// The refusal that a held thing stays behind, and how it is recognized: its holder can put it back where they
// took it, and go.

/**
 * `first`: the staying thing, in quotes; `more`: how many things stay with it; `where`: the world that they
 * belong to.
 */
export function stayingRefusal(first: string, more: number, where: string): string {
  if (more === 0) return `${first} belongs to ${where} and stays there. Put it down first.`
  const others = `${more} more ${more === 1 ? 'thing' : 'things'}`
  return `${first} and ${others} belong to ${where} and stay there. Put them down first.`
}

/** The same for a draft, which nothing leaves; `name`: of the first held thing. */
export function draftRefusal(name: string, more: number): string {
  const first = name === '' ? 'What you hold' : `“${name}”`
  if (more === 0) return `${first} is in a draft and stays there. Put it down first.`
  return `${first} and ${more} more are in a draft and stay there. Put them down first.`
}

const STAYS = /Put (?:it|them) down first\.$/

export const isStayRefusal = (why: string | null): boolean => why !== null && STAYS.test(why)
