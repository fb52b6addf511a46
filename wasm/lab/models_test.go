package lab

import "testing"

func TestParseModels(t *testing.T) {
	models, err := ParseModels([]byte(`[{"file":"a.safetensors","name":"ResNet-8-FM","data":"CIFAR-10","parameters":14314,"accuracy":0.7}]`))
	if err != nil || len(models) != 1 {
		t.Fatalf("got %v, %v", models, err)
	}
	if got, want := models[0].Words(nil), "ResNet-8-FM, 14,314 parameters, 70.0 % on CIFAR-10"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, bad := range []string{``, `{}`, `[{"file":"../a.safetensors","name":"x"}]`, `[{"file":"a.exe","name":"x"}]`, `[{"file":"https://x/a.safetensors","name":"x"}]`, `[{"file":"a.safetensors"}]`} {
		if _, err := ParseModels([]byte(bad)); err == nil {
			t.Errorf("%s was taken for a list of models", bad)
		}
	}
}
