// SPDX-License-Identifier: Apache-2.0
// What fingers do on the glass beyond a tap: a PIN on the pad, a name in the box, the slide that confirms.

/** Taps the digits and the tick. */
export async function tapPin(screen, pin) {
    for (const digit of pin)
        await screen.page.getByRole("button", { name: digit, exact: true }).first().tap();
    await screen.page.getByRole("button", { name: "确定", exact: true }).last().tap();
}

async function finger(screen) {
    const session = await screen.context.newCDPSession(screen.page);
    const send = (type, touchPoints) => session.send("Input.dispatchTouchEvent", { type, touchPoints });
    return {
        async stroke(points) {
            await send("touchStart", [points[0]]);
            for (const point of points.slice(1))
                await send("touchMove", [point]);
            await send("touchEnd", []);
        },
    };
}

/** A name of three strokes in the signature box. */
export async function write(screen) {
    const hand = await finger(screen);
    const canvas = screen.page.locator("canvas").first();
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    for (let n = 0; n < 3; n++)
        await hand.stroke(Array.from({ length: 14 }, (_, i) => ({
            x: box.x + box.width * (0.15 + n * 0.25) + i * 6,
            y: box.y + box.height * 0.4 + Math.sin(i) * box.height * 0.15 + i * 3,
        })));
}

/** From the knob to the end. */
export async function slide(screen) {
    const hand = await finger(screen);
    const track = screen.page.locator(".slide").first();
    await track.scrollIntoViewIfNeeded();
    const box = await track.boundingBox();
    const y = box.y + box.height / 2;
    await hand.stroke(Array.from({ length: 31 }, (_, i) => ({ x: box.x + 40 + (box.width - 60) * i / 30, y })));
}
