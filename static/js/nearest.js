// "Use my position" on /nearest: the form is there only where a device can say
// where it is, and what is sent is rounded to about a kilometre before it
// leaves the device.
const form = document.getElementById("here");
if (form && navigator.geolocation) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.lat.value) return;
    event.preventDefault();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(2);
        form.elements.lon.value = coords.longitude.toFixed(2);
        form.submit();
      },
      () => { form.querySelector("[role=status] span").hidden = false; },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}
