// Whether this browser draws without a graphics processor, as in a remote desktop or on an old machine: there
// each frame takes time from other work.
let answer: boolean | null = null

/** Names of programs that draw in place of a graphics processor. */
const PROGRAMS = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** Asked once, by a drawing context that is let go of at once. */
export function drawsBySoftware(): boolean {
  if (answer !== null) return answer
  const context = document.createElement('canvas').getContext('webgl')
  const by = context?.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL
  answer = context === null || PROGRAMS.test(String(context.getParameter(by ?? context.RENDERER)))
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return answer
}
